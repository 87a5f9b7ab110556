/** `gobgp neighbor`, and what kube-router prints of it when somebody enters its pod. */
import type { PeerStatus } from '../../model/peer-status.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { bracketReason } from '../frr/reset-words.ts';
import { ownerOf } from '../owner.ts';
import { counts, toIdle, toPeerStatus } from '../peer.ts';
import { forDuration, isAddress, toAs, toCount, toState } from '../values.ts';

export const gobgpNeighbor: TextFormat = {
  name: 'gobgp neighbor',
  starts: (line) => STARTS.test(line) || (line.includes('|') && ROW.test(line)),
  owns: (line) => ROW.test(line),
  parse,
};

const KUBE_ROUTER =
  /^(?:Here's a quick look at what's happening on this Node|--- BGP (?:Server Configuration|Neighbors) ---)/;
const STARTS = new RegExp(`${KUBE_ROUTER.source}|^Peer +AS +Up/Down State +\\|#Received +Accepted`);
const TABLE = /^Peer +AS +Up\/Down State +\|/;
const ROW =
  /^(\S+) +(\d{1,10}) +(never|(?:\d+d )?\d+:\d\d:\d\d|\d\S*) +(Idle(?:\([A-Za-z]{1,10}\))?|Connect|Active|Sent|Confirm|Establ|Unknown) *\| *(\d+) +(\d+)$/;
const WORDS: Readonly<Record<string, string>> = { Sent: 'OpenSent', Confirm: 'OpenConfirm', Establ: 'Established' };

function parse(section: Section): Output {
  const peers: PeerStatus[] = [];
  const gaps: Gap[] = [];
  let daemon = ownerOf(section, 'gobgp');
  let local: { readonly as: number | null; readonly bgpId: string | null } = { as: null, bgpId: null };
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const [, address = '', as, uptime, printed = '', received, accepted] = ROW.exec(text) ?? [];
    if (printed !== '') {
      const state = toState(WORDS[printed] ?? printed.replace(/\(.*/, ''));
      peers.push(
        toPeerStatus(
          {
            daemon,
            local,
            address,
            as: toAs(as),
            state,
            printed,
            since: forDuration(uptime),
            prefixes: [counts(null, toCount(received), toCount(accepted), null)],
            reason: bracketReason(printed),
          },
          section,
          at,
        ),
      );
      continue;
    }
    if (KUBE_ROUTER.test(text)) daemon = 'kube-router';
    local = {
      as: toAs(/^AS:\s+(\d+)$/.exec(text)?.[1]) ?? local.as,
      bgpId: /^Router-ID:\s+(\S+)$/.exec(text)?.[1] ?? local.bgpId,
    };
    if (text.includes('|') && isAddress(text.split(' ', 1)[0] ?? '')) {
      gaps.push({ line: section.line + at, why: 'a row of `gobgp neighbor` that is not whole' });
    }
  }
  const at = peers.length + gaps.length > 0 ? -1 : section.lines.findIndex((line) => TABLE.test(line.trim()));
  return { peers, gaps, ...(at !== -1 && { processes: [toIdle(section, daemon, at)] }) };
}
