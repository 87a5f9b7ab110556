/** `cilium-dbg shell -- bgp/peers -f detailed` of Cilium 1.20: a block a peer (pkg/bgp/commands/peer.go, PrintPeerStatesDetailed). */
import type { PeerStatus, PrefixCounts } from '../../model/peer-status.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { counts, toFamily, toPeerStatus } from '../peer.ts';
import { forDuration, toAs, toCount, toState, withoutPort } from '../values.ts';

export const ciliumPeersDetailed: TextFormat = {
  name: 'cilium bgp/peers -f detailed',
  starts: (line) => /^Instance: \S+$/.test(line),
  owns: (line) => /^(?:Peer|Address|Port|PeerAsn|LocalAsn|Session State|Uptime): /.test(line),
  parse,
};

/** By the name of each line of a peer, which stands once in it. */
interface Block {
  readonly at: number;
  readonly fields: Map<string, string>;
  readonly families: { readonly name: string; readonly fields: Map<string, string> }[];
}

function parse(section: Section): Output {
  const blocks: Block[] = [];
  for (const [at, raw] of section.lines.entries()) {
    const [, indent = '', name = '', value = ''] = /^( *)([\w /-]+): ?(.*)$/.exec(raw) ?? [];
    const block = blocks.at(-1);
    if (name === 'Peer' && indent.length === 2) blocks.push({ at, fields: new Map([[name, value]]), families: [] });
    else if (indent.length === 4) block?.fields.set(name, value);
    else if (indent.length === 6 && /^\w+\/\w+$/.test(name)) block?.families.push({ name, fields: new Map() });
    else if (indent.length === 8 && name.endsWith(' Routes')) block?.families.at(-1)?.fields.set(name, value);
  }
  return { peers: blocks.map((block) => toPeer(block, section)) };
}

function toPeer({ at, fields, families }: Block, section: Section): PeerStatus {
  const printed = fields.get('Session State') ?? '';
  const state = toState(printed);
  return toPeerStatus(
    {
      daemon: 'cilium',
      local: { as: toAs(fields.get('LocalAsn')) },
      address: withoutPort(fields.get('Address') ?? ''),
      name: fields.get('Peer') ?? null,
      as: toAs(fields.get('PeerAsn')),
      state,
      printed,
      since: state === 'Established' ? forDuration(fields.get('Uptime')) : null,
      prefixes: families.map(toCounts),
    },
    section,
    at,
  );
}

const toCounts = ({ name, fields }: Block['families'][number]): PrefixCounts =>
  counts(
    toFamily(name),
    toCount(fields.get('Received Routes')),
    toCount(fields.get('Accepted Routes')),
    toCount(fields.get('Advertised Routes')),
  );
