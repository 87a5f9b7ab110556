/** `show bgp summary` of Junos. */
import type { PeerStatus } from '../../model/peer-status.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { counts, toFamily, toPeerStatus } from '../peer.ts';
import { toAs, toCount, toSeconds, toState } from '../values.ts';

export const junosSummary: TextFormat = {
  name: 'show bgp summary (Junos)',
  starts: (line) => /^(?:Groups: \d+ +Peers: \d+ +Down peers: \d|Peer +AS +InPkt +OutPkt +OutQ +Flaps)/.test(line),
  parse,
};

const ROW =
  /^(\S+) +(\d[\d.]{0,10}) +(\d+) +(\d+) +(\d+) +(\d+) +((?:\d+w)?(?:\d+d)? ?\d[\d:]*|(?:\d+[wdhms] ?){1,5}) +(Estab\w*|Active|Connect|Idle|OpenSent|OpenConfirm|(\d+)\/(\d+)\/(\d+)\/\d+)(?:\s|$)/;
/** Active, received, accepted and damped routes of a table. */
const TABLE = /^([\w.-]{1,80}\.\d+): (\d+)\/(\d+)\/(\d+)\/(\d+)$/;

function parse(section: Section): Output {
  const peers: PeerStatus[] = [];
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const [, table, , received, accepted] = TABLE.exec(text) ?? [];
    const last = peers.at(-1);
    if (table !== undefined && last !== undefined) {
      const more = counts(toFamily(table), toCount(received), toCount(accepted), null);
      peers[peers.length - 1] = { ...last, prefixes: [...last.prefixes, more] };
      continue;
    }
    const [, address, as, , , , , since = '', printed = '', active, inline, acceptedInline] = ROW.exec(text) ?? [];
    if (address === undefined) continue;
    const isUp = printed.startsWith('Estab') || active !== undefined;
    peers.push(
      toPeerStatus(
        {
          daemon: 'junos',
          address: address.replace(/\+\d+$/, ''),
          as: toAs(as),
          state: isUp ? 'Established' : toState(printed),
          printed,
          since: { text: since, seconds: secondsOf(since) },
          prefixes: inline === undefined ? [] : [counts(null, toCount(inline), toCount(acceptedInline), null)],
        },
        section,
        at,
      ),
    );
  }
  return { peers };
}

/** Minutes and seconds alone, or seconds alone, stand without their units: `22:46`, `44`. */
function secondsOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const [, minutes, rest] = /^(\d+):(\d\d)$/.exec(text) ?? [];
  if (minutes !== undefined) return Number(minutes) * 60 + Number(rest);
  const [, long = '', clock = ''] = /^((?:\d+[wdhms] ?)*)([\d:]*)$/.exec(text) ?? [];
  const [days, time] = [long === '' ? 0 : toSeconds(long.trim()), clock === '' ? 0 : toSeconds(clock)];
  return days === null || time === null ? null : days + time;
}
