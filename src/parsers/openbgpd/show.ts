/** `bgpctl show` (and `show summary`, `show neighbor`) of OpenBGPD, as a table and as JSON. */
import type { PeerStatus } from '../../model/peer-status.ts';
import { createLineFinder, type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../fields.ts';
import type { JsonFormat, JsonSection, Section, TextFormat } from '../format.ts';
import { ADMIN_DOWN } from '../frr/reset-words.ts';
import { counts, toPeerStatus } from '../peer.ts';
import { forDuration, isAddress, toAs, toCount, toState } from '../values.ts';

export const bgpctlShow: TextFormat = {
  name: 'bgpctl show',
  starts: (line) => /^Neighbor +AS +MsgRcvd +MsgSent +OutQ Up\/Down +State\/PrfRcvd/.test(line),
  parse: (section) => ({
    peers: section.lines.flatMap((raw, at) => {
      const row = ROW.exec(raw.trim());
      return row === null ? [] : [toPeer(row, section, at)];
    }),
  }),
};

/** The first column is the description, where there is one. With a limit, the count stands as `6/100`. */
const ROW =
  /^(\S(?:.{0,60}?\S)??)\s+(\d[\d.]{0,10})\s+(\d+)\s+(\d+)\s+(\d+)\s+(Never|\d\S*)\s+(Idle|Connect|Active|OpenSent|OpenConfirm|\d+)(?:\/\d+)?$/;

function toPeer(row: RegExpExecArray, section: Section, at: number): PeerStatus {
  const [, neighbor = '', as, , , , uptime, printed = ''] = row;
  const isUp = toCount(printed) !== null;
  return toPeerStatus(
    {
      daemon: 'openbgpd',
      address: isAddress(neighbor) ? neighbor : null,
      name: isAddress(neighbor) ? null : neighbor,
      as: toAs(as),
      state: isUp ? 'Established' : toState(printed),
      printed,
      since: forDuration(uptime),
      prefixes: isUp ? [counts(null, toCount(printed), null, null)] : [],
    },
    section,
    at,
  );
}

export const bgpctlShowJson: JsonFormat = {
  name: 'bgpctl -j show',
  recognises: (value) => neighbors(value).length > 0,
  parse(value, section) {
    const find = createLineFinder(section.lines);
    return { peers: neighbors(value).map((one) => fromJson(one, section, find)) };
  },
};

const neighbors = (value: unknown): readonly Fields[] =>
  listOf(fieldsOf(value)['neighbors'])
    .filter(isFields)
    .filter((one) => 'remote_addr' in one && 'state' in one);

function fromJson(neighbor: Fields, section: JsonSection, find: (text: string) => number): PeerStatus {
  const address = textOf(neighbor['remote_addr']) ?? '';
  const printed = textOf(neighbor['state']) ?? '';
  const prefixes = fieldsOf(fieldsOf(neighbor['stats'])['prefixes']);
  const [received, sent] = [numberOf(prefixes['received']), numberOf(prefixes['sent'])];
  const isDown = fieldsOf(neighbor['config'])['down'] === true;
  return toPeerStatus(
    {
      daemon: 'openbgpd',
      local: { address: textOf(fieldsOf(fieldsOf(neighbor['session'])['local'])['address']) },
      address,
      name: textOf(neighbor['description']),
      as: toAs(textOf(neighbor['remote_as']) ?? ''),
      bgpId: textOf(neighbor['bgpid']),
      state: toState(printed),
      printed,
      since: forDuration(textOf(neighbor['last_updown']) ?? undefined),
      prefixes: received === null && sent === null ? [] : [counts(null, received, null, sent)],
      reason: isDown ? ADMIN_DOWN : null,
    },
    section,
    find(`"${address}"`),
  );
}
