import type { TextLine } from '../../model/finding.ts';
import type { Interface, InterfaceAddress } from '../../model/kernel.ts';
import { type Gap, type Origin, type Read, familyOf, isAddress, toNumber } from './read.ts';

/** `2: eth0@if3: <BROADCAST,UP> mtu 1500 qdisc noqueue master cni0 state UP …` */
const HEAD = /^\d{1,10}: ([^\s@:]+)(?:@[^\s:]+)?: <([A-Z0-9_,-]*)>(.*)$/;
/** `ip -o addr`: `2: eth0    inet 10.0.0.1/24 …` */
const ONE_LINE = /^\d{1,10}: ([^\s@:]+)(?:@\S+)? +(inet6? .*)$/;
/** `ip -br addr` and `ip -br link` */
const BRIEF = /^([^\s@:]+)(?:@\S+)? +(UP|DOWN|UNKNOWN|LOWERLAYERDOWN|NOTPRESENT|DORMANT|TESTING)(?: +(.*))?$/;
const KINDS: ReadonlySet<string> = new Set(
  'bareudp bond bridge can dummy erspan geneve gre gretap hsr ifb ip6gre ip6tnl ipip ipoib ipvlan ipvtap macsec macvlan macvtap netdevsim netkit sit tun veth vlan vrf vti vxlan wireguard xfrm'.split(
    ' ',
  ),
);

/** Whether `line` (trimmed) begins an interface of `ip addr` or `ip link`. */
export const isInterfaceLine = (line: string): boolean => HEAD.test(line) || ONE_LINE.test(line) || isBrief(line);

function isBrief(line: string): boolean {
  const rest = BRIEF.exec(line)?.[3];
  return rest === undefined
    ? BRIEF.test(line)
    : /^(?:[\da-f:.]+\/\d|[\da-f]{2}(?::[\da-f]{2}){5,19} <|[\d.]+ <)/.test(rest);
}

type Draft = { -readonly [K in keyof Interface]: Interface[K] } & { addresses: InterfaceAddress[] };

/** Reads what `ip addr` and `ip link` print, with `-d`, `-s`, `-o` or `-br` too. */
export function parseIpInterfaces(lines: readonly string[], { source, line: first }: Origin): Read<Interface> {
  const values: Draft[] = [];
  const gaps: Gap[] = [];
  let current: Draft | null = null;
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    if (text === '') continue;
    const at: TextLine = { source, line: first + index, text };
    const started = startInterface(text, at, values);
    if (started !== null) current = started;
    else if (current === null) gaps.push({ line: at.line, why: 'it belongs to no interface' });
    else if (/^inet6? /.test(text)) addAddress(current, text, at, gaps);
    else readDetail(current, text);
  }
  return { values, gaps };
}

function startInterface(text: string, at: TextLine, values: Draft[]): Draft | null {
  const [head, name = '', flags = '', rest = ''] = HEAD.exec(text) ?? [];
  if (head !== undefined) {
    const draft = { ...empty(name, at), flags: flags.split(','), ...readHead(rest.trim().split(/\s+/)) };
    values.push(draft);
    // `ip -o link` has its second line after a backslash.
    for (const part of rest.split('\\').slice(1)) readDetail(draft, part.trim());
    return draft;
  }
  const [one, owner = '', address = ''] = ONE_LINE.exec(text) ?? [];
  if (one !== undefined) {
    const known = values.at(-1);
    const draft = known?.name === owner ? known : empty(owner, at);
    if (draft !== known) values.push(draft);
    addAddress(draft, address.split('\\')[0] ?? '', at, []);
    return draft;
  }
  if (!isBrief(text)) return null;
  const [, brief = '', state = '', tail = ''] = BRIEF.exec(text) ?? [];
  const draft = { ...empty(brief, at), state };
  const shown = /<([A-Z0-9_,-]*)>/.exec(tail)?.[1];
  if (shown !== undefined) draft.flags = shown.split(',');
  else for (const each of tail.split(/\s+/)) if (each.includes('/')) addAddress(draft, `inet ${each}`, at, []);
  values.push(draft);
  return draft;
}

const empty = (name: string, at: TextLine): Draft => ({
  name,
  flags: null,
  state: null,
  mtu: null,
  master: null,
  kind: null,
  table: null,
  addresses: [],
  at,
});

function readHead(words: readonly string[]): Pick<Interface, 'mtu' | 'state' | 'master'> {
  const after = (word: string): string | undefined => words[words.indexOf(word) + 1];
  return {
    mtu: words.includes('mtu') ? toNumber(after('mtu')) : null,
    state: words.includes('state') ? (after('state') ?? null) : null,
    master: words.includes('master') ? (after('master') ?? null) : null,
  };
}

/** The line of its kind: `vxlan id 1 local …`, `vrf table 10`. */
function readDetail(draft: Draft, text: string): void {
  const [kind = '', word, value] = text.split(/\s+/, 3);
  if (draft.kind !== null || !KINDS.has(kind)) return;
  draft.kind = kind;
  if (kind === 'vrf' && word === 'table' && value !== undefined) draft.table = value;
}

function addAddress(draft: Draft, text: string, at: TextLine, gaps: Gap[]): void {
  const words = text.split(/\s+/);
  // A point-to-point address has that of its peer, with the length, two words later.
  const [address, own] = (words[1] ?? '').split('/');
  const length = toNumber(own ?? (words[2] === 'peer' ? words[3]?.split('/')[1] : undefined));
  const scope = words.indexOf('scope');
  if (!isAddress(address)) gaps.push({ line: at.line, why: `${words[1] ?? ''} is no address` });
  else {
    const family = familyOf(address);
    draft.addresses.push({
      family,
      address,
      prefixLength: length ?? (family === 'ipv4' ? 32 : 128),
      scope: scope === -1 ? null : (words[scope + 1] ?? null),
      at,
    });
  }
}
