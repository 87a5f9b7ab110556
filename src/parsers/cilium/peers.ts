/** `cilium bgp peers` of Cilium's command line (a column Node) and of its agent (`cilium-dbg`), as a table and as JSON. */
import type { PeerStatus, PrefixCounts } from '../../model/peer-status.ts';
import { createLineFinder, type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../fields.ts';
import type { JsonFormat, JsonSection, Output, Section, TextFormat } from '../format.ts';
import { counts, toFamily, toIdle, toPeerStatus } from '../peer.ts';
import { forDuration, toAs, toCount, toState, withoutPort } from '../values.ts';

export const ciliumPeers: TextFormat = {
  name: 'cilium bgp peers',
  starts: (line) => HEADER.test(line) || ROW.test(line),
  owns: (line) => ROW.test(line),
  parse,
};

const HEADER = /^(?:Node\s+)?Local AS\s+Peer AS\s+Peer Address\s+Session/;
const ROW =
  /^(?:([A-Za-z][\w.-]*|\d[\d._]*[A-Za-z-][\w.-]*)\s+)?(\d{1,10})\s+(\d{1,10})\s+(\S+)\s+(established|active|idle|connect|open_?sent|open_?confirm|unknown)\b(?:\s+(\d\S*))?(?:\s+([a-z]\S*[/_][a-z]\S*))?(?:\s+(\d+)\s+(\d+))?$/;
const FAMILY_ROW = /^([a-z]\w{0,20}[/_][a-z][\w-]{0,30})\s+(\d+)\s+(\d+)$/;

function parse(section: Section): Output {
  const peers: PeerStatus[] = [];
  let node = section.node;
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const [, family, ...more] = FAMILY_ROW.exec(text) ?? [];
    const last = peers.at(-1);
    if (family !== undefined && last !== undefined) {
      peers[peers.length - 1] = { ...last, prefixes: [...last.prefixes, toCounts(family, more)] };
      continue;
    }
    const [, named, localAs, as, address = '', printed = '', uptime, first, received, advertised] =
      ROW.exec(text) ?? [];
    if (printed === '') continue;
    node = named ?? node;
    const state = toState(printed);
    peers.push(
      toPeerStatus(
        {
          daemon: 'cilium',
          node,
          local: { as: toAs(localAs) },
          address: withoutPort(address),
          as: toAs(as),
          state,
          printed,
          since: forDuration(uptime),
          prefixes: received === undefined ? [] : [toCounts(first ?? null, [received, advertised])],
        },
        section,
        at,
      ),
    );
  }
  const at = peers.length > 0 ? -1 : section.lines.findIndex((line) => HEADER.test(line.trim()));
  return { peers, ...(at !== -1 && { processes: [toIdle(section, 'cilium', at)] }) };
}

const toCounts = (family: string | null, [received, advertised]: readonly (string | undefined)[]): PrefixCounts =>
  counts(family === null ? null : toFamily(family), toCount(received), null, toCount(advertised));

/** A list of the agent, in 1.20 a list of its instances; a map from a node to its list of the command line. A node without peers has null. */
export const ciliumPeersJson: JsonFormat = {
  name: 'cilium bgp peers -o json',
  recognises: (value) =>
    Array.isArray(value)
      ? value.some((one) => isPeer(one) || hasPeers(fieldsOf(one)['peers']))
      : Object.values(fieldsOf(value)).some(hasPeers),
  parse(value, section) {
    const find = createLineFinder(section.lines);
    return {
      peers: groups(value).flatMap(([node, peers]) => peers.map((peer) => fromJson(peer, node, section, find))),
    };
  },
};

const isPeer = (one: unknown): one is Fields =>
  isFields(one) && 'peer-address' in one && ('session-state' in one || 'peer-asn' in one);
const hasPeers = (list: unknown): boolean => listOf(list).some(isPeer);
const peersOf = (list: unknown): readonly Fields[] => listOf(list).filter(isPeer);

function groups(value: unknown): readonly (readonly [node: string | null, peers: readonly Fields[]])[] {
  const all = Array.isArray(value)
    ? [
        [
          null,
          [...peersOf(value), ...listOf(value).flatMap((instance) => peersOf(fieldsOf(instance)['peers']))],
        ] as const,
      ]
    : Object.entries(fieldsOf(value)).map(([node, list]) => [node, peersOf(list)] as const);
  return all.filter(([, peers]) => peers.length > 0);
}

/** Zero is left out. The uptime of 1.13 had no unit in its name; it is nanoseconds too. */
function fromJson(peer: Fields, node: string | null, section: JsonSection, find: (text: string) => number): PeerStatus {
  const address = textOf(peer['peer-address']) ?? '';
  const printed = textOf(peer['session-state']) ?? '';
  const state = toState(printed);
  const uptime = numberOf(peer['uptime-nanoseconds']) ?? numberOf(peer['uptime']);
  return toPeerStatus(
    {
      daemon: 'cilium',
      node,
      local: { as: numberOf(peer['local-asn']) },
      address: withoutPort(address),
      name: textOf(peer['name']),
      as: numberOf(peer['peer-asn']),
      state,
      printed,
      since: uptime === null || state !== 'Established' ? null : forDuration(`${Math.floor(uptime / 1e9)}s`),
      prefixes: listOf(peer['families'])
        .filter(isFields)
        .map((family) =>
          counts(
            toFamily(`${textOf(family['afi']) ?? ''}-${textOf(family['safi']) ?? ''}`),
            numberOf(family['received']) ?? 0,
            numberOf(family['accepted']),
            numberOf(family['advertised']) ?? 0,
          ),
        ),
    },
    section,
    find(`"${address}"`),
  );
}
