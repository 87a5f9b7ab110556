/** What FRR prints of sessions where none is configured: MetalLB's and FRR-K8s' do until a BGPPeer selects their node. */
import { isFields } from '../fields.ts';
import type { AnySection, JsonFormat, Output, TextFormat } from '../format.ts';
import { ownerOf } from '../owner.ts';

const NONE = /^% (?:No BGP neighbors found\b|BGP instance not found$)/;

export const frrNoNeighbors: TextFormat = {
  name: 'show bgp summary',
  starts: (line) => NONE.test(line),
  parse(section) {
    const at = section.lines.findIndex((line) => NONE.test(line.trim()));
    return withoutSession(section, Math.max(0, at), (section.lines[at] ?? '').trim());
  },
};

/** `{}` alone says nothing: the command above it does. */
export const frrNoNeighborsJson: JsonFormat = {
  name: 'show bgp summary json',
  recognises: (value, command) => command !== null && ASKS.test(command) && isFields(value) && isEmpty(value),
  parse: (value, section) => withoutSession(section, 0, JSON.stringify(value)),
};

const ASKS = /\bshow (?:ip )?bgp (?:vrf \S+ )?(?:\S+ ){0,2}?(?:summary|neighbors?) json\b/;

/** Of several VRFs, each has at most its own name. */
const isEmpty = (value: Readonly<Record<string, unknown>>): boolean =>
  Object.values(value).every(
    (vrf) => isFields(vrf) && Object.keys(vrf).every((key) => key === 'vrfId' || key === 'vrfName'),
  );

function withoutSession(section: AnySection, at: number, text: string): Output {
  const { source, node, line } = section;
  const process = {
    daemon: ownerOf(section, 'frr'),
    node,
    state: 'no-session',
    source,
    line: line + at,
    text,
  } as const;
  return { peers: [], processes: [process] };
}
