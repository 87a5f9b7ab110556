/** `birdcl show route` and `show route all` of BIRD 1.6, 2 and 3, with the reply codes of its socket too. */
import type { BgpRoute, RibEntry, RibNextHop } from '../../model/daemon-routes.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { named, toBgpRoute } from '../route.ts';
import { isAddress, isPrefix, toAddress } from '../values.ts';
import { calicoAddressOf } from './protocols.ts';

export const birdRoutes: TextFormat = {
  name: 'birdcl show route',
  starts: (line) => /^(?:1007-)?Table [\w.-]{1,64}:$/.test(line) || (line.includes(' [') && ROW.test(line)),
  owns: (line) => line.startsWith('via ') || line.startsWith('dev ') || OWN.test(line),
  parse,
};

const OWN = /^(?:[\da-fA-F.:]{2,45}\/\d{1,3} +unicast \[|(?:Type|BGP\.[a-z_]{1,40}): )/;

/** Network, if it isn't that of the row before; what the route does; protocol and time; `*`, or `!` if the kernel refused it. */
const ROW =
  /^(?:1007-)?(?:([\da-fA-F.:]{2,45}\/\d{1,3}) +)?(unicast|blackhole|unreachable|prohibit|prohibited|multipath|(?:via|dev) [^[]{1,120}?) \[([A-Za-z_][\w]{0,127}) \S{1,30}(?: \d\d:\d\d:\d\d\S{0,12})?(?: from ([\da-fA-F.:]{2,45})(?:%\S{1,16})?)?\] ?(?:([*!])? ?)?\((?:\d|\?)[^)]{0,40}\)(?: +\[([^\]]{0,30})\])?/;

interface Draft {
  readonly at: number;
  readonly prefix: string;
  readonly type: string;
  readonly name: string;
  readonly from: string | null;
  readonly mark: string;
  isBgp: boolean;
  asPath: string | null;
  nextHop: readonly string[];
  readonly hops: RibNextHop[];
}

function parse(section: Section): Output {
  const drafts: Draft[] = [];
  const gaps: Gap[] = [];
  let prefix: string | null = null;
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim().replace(/^\d{4}[- ]\s*/, '');
    const row = ROW.exec(text);
    const current = drafts.at(-1);
    if (row !== null) {
      const [, network, does = '', name = '', from = null, mark = '', origin] = row;
      if (network !== undefined) prefix = isPrefix(network) ? network : null;
      if (prefix === null) gaps.push({ line: section.line + at, why: 'a route whose prefix is not given' });
      else {
        const hop = toNextHop(does);
        const type = hop !== null || does === 'multipath' ? 'unicast' : does.replace('prohibited', 'prohibit');
        const hops = hop === null ? [] : [hop];
        const isBgp = origin !== undefined && /^(?:AS\d+)?[ie?]$/.test(origin);
        drafts.push({ at, prefix, type, name, from, mark, isBgp, asPath: null, nextHop: [], hops });
      }
    } else if (current !== undefined) readDetail(text, current);
  }
  const peers = new Map(drafts.map(({ name }) => [name, '']));
  for (const name of peers.keys()) peers.set(name, calicoAddressOf(name) ?? '');
  const isCalico = [...peers.values()].some((address) => address !== '');
  return {
    routing: [
      {
        ...named(section, isCalico ? 'calico' : 'bird'),
        bgpRoutes: drafts
          .filter(({ isBgp }) => isBgp)
          .map((draft) => toBgp(draft, peers.get(draft.name) ?? '', section)),
        ribEntries: drafts.map((draft) => toEntry(draft, section)),
      },
    ],
    gaps,
  };
}

function readDetail(text: string, draft: Draft): void {
  const hop = toNextHop(text);
  if (hop !== null) draft.hops.push(hop);
  else if (text.startsWith('Type: BGP')) draft.isBgp = true;
  else if (text.startsWith('BGP.as_path:')) draft.asPath = text.slice('BGP.as_path:'.length).trim();
  else if (text.startsWith('BGP.next_hop:')) {
    draft.nextHop = text.slice('BGP.next_hop:'.length).trim().split(/\s+/, 2).filter(isAddress);
  }
}

/** `via 10.7.2.1 on eth0 weight 2`, `dev eth0`. */
function toNextHop(text: string): RibNextHop | null {
  const [, via, on, dev, weight] = /^(?:via (\S+) on (\S+)|dev (\S+))(?:.{0,40}? weight (\d{1,5}))?/.exec(text) ?? [];
  const device = on ?? dev;
  if (device === undefined || (via !== undefined && !isAddress(via))) return null;
  return {
    via: via === undefined ? null : toAddress(via),
    device,
    isActive: true,
    isInstalled: null,
    isRecursive: false,
    weight: Number(weight ?? 1),
  };
}

/** @param calico the address in its protocol's name, or nothing */
function toBgp(draft: Draft, calico: string, section: Section): BgpRoute {
  const { at, prefix, name, from, mark, type, asPath, nextHop, hops } = draft;
  const gateways = hops.flatMap(({ via }) => via ?? []);
  return toBgpRoute(
    {
      table: 'chosen-from',
      prefix,
      nextHops: nextHop.length > 0 ? nextHop : gateways,
      peer: from ?? (calico === '' ? name : calico),
      isOwn: false,
      asPath,
      isBest: mark !== '',
      isValid: type === 'unicast',
    },
    section,
    at,
  );
}

function toEntry({ at, prefix, name, mark, type, isBgp, hops }: Draft, { source, line, lines }: Section): RibEntry {
  const [, kind] = /^(kernel|static|direct|device|ospf|rip|babel|pipe)\d*$/.exec(name) ?? [];
  return {
    vrf: null,
    prefix,
    protocol: isBgp ? 'bgp' : (kind ?? name),
    type,
    distance: null,
    metric: null,
    isSelected: mark !== '',
    isInstalled: mark === '!' ? false : null,
    nextHops: hops,
    at: { source, line: line + at, text: (lines[at] ?? '').trim() },
  };
}
