/** `show ip route` and `show ipv6 route` of FRR, Cisco IOS and Arista EOS. */
import type { RibEntry, RibNextHop } from '../../model/daemon-routes.ts';
import type { Daemon } from '../../model/peer-status.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { ownerOf } from '../owner.ts';
import { named } from '../route.ts';
import { isAddress, isPrefix, toAddress } from '../values.ts';

export const showIpRoute: TextFormat = {
  name: 'show ip route',
  starts: (line) => STARTS.test(line) || (line.includes(' [') && ROW.test(line)),
  owns: (line) => OWN.test(line),
  parse,
};

const STARTS = /^(?:Codes: [A-Z] - \w|IPv[46] Routing Table - |Gateway of last resort |VRF(?: name)?: ?\S+$|VRF \S+:$)/;
const OWN =
  /^(?:[*>qrbto ]{0,60}via [\da-fA-F.:]{2,45}[, ]|\[\d+\/\d+\] via |[A-Z]>?\*? +[\da-fA-F.:]{2,45}\/\d+ (?:\[|is directly))/;
/** Codes, prefix, distance and metric, and where to. */
const ROW =
  /^([A-Za-z][A-Za-z\d>*+%# ]{0,9}?) *(?<![A-Za-z\d])(\d[\d.]{3,14}(?:\/\d{1,2})?|[\da-fA-F]{0,4}:[\da-fA-F:.]{1,40}\/\d{1,3})(?:,)?(?: +(\[\d+\/\d+\].{0,300}|is directly connected.{0,200}|via .{0,300}|is a summary.{0,100}))?$/;
const SUBNETTED = /^[\d.]+\/(\d+) is (?:variably )?subnetted,/;
const MORE = /^[*>qrbto ]{0,60}(?:\[\d+\/\d+\] )?(?:via .{1,300}|is directly connected.{0,200}|unreachable.{0,100})$/;

const PROTOCOLS: Readonly<Record<string, string>> = {
  A: 'babel',
  B: 'bgp',
  C: 'connected',
  E: 'eigrp',
  D: 'eigrp',
  I: 'isis',
  i: 'isis',
  K: 'kernel',
  L: 'local',
  O: 'ospf',
  R: 'rip',
  S: 'static',
  T: 'table',
};

interface Draft {
  readonly at: number;
  readonly codes: string;
  readonly vrf: string | null;
  readonly prefix: string;
  distance: number | null;
  metric: number | null;
  drop: string | null;
  readonly hops: RibNextHop[];
}

function parse(section: Section): Output {
  const drafts: Draft[] = [];
  const gaps: Gap[] = [];
  let vrf: string | null = null;
  let length: string | null = null;
  let daemon: Daemon = 'unknown';
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    if (text === '') continue;
    daemon = daemonOf(text, section) ?? daemon;
    vrf = vrfOf(text) ?? vrf;
    length = SUBNETTED.exec(text)?.[1] ?? length;
    const [, codes = '', printed, rest = ''] = ROW.exec(text) ?? [];
    const current = drafts.at(-1);
    if (printed !== undefined) {
      const prefix = printed.includes('/') ? printed : `${printed}/${length ?? ''}`;
      if (!isPrefix(prefix)) gaps.push({ line: section.line + at, why: 'a route whose length is not given' });
      else {
        const draft: Draft = { at, codes, vrf, prefix, distance: null, metric: null, drop: null, hops: [] };
        readRest(rest, '', draft);
        drafts.push(draft);
      }
    } else if (current !== undefined && MORE.test(text)) {
      const start = text.search(/\[|via |is |unreachable/);
      readRest(text.slice(start), text.slice(0, start), current);
    }
  }
  const isFrr = daemon !== 'unknown' && daemon !== 'cisco' && daemon !== 'arista';
  for (const draft of drafts) {
    if (!isWhole(draft)) gaps.push({ line: section.line + draft.at, why: 'a route without next hop' });
  }
  const ribEntries = drafts.filter(isWhole).map((draft) => toEntry(draft, isFrr || draft.codes.includes('>'), section));
  return { routing: [{ ...named(section, daemon), ribEntries }], gaps };
}

const isWhole = ({ hops, drop }: Draft): boolean => hops.length > 0 || drop !== null;

/** By the first line of its legend. */
function daemonOf(text: string, section: Section): Daemon | null {
  if (text.startsWith('Codes: K - kernel')) return ownerOf(section, 'frr');
  if (text.startsWith('Codes: L - ')) return 'cisco';
  return text.startsWith('Codes: C - connected, S - static, K - kernel') ? 'arista' : null;
}

const vrfOf = (text: string): string | null => /^VRF(?: name)?:? ?(\S+?):?$/.exec(text)?.[1] ?? null;

/** `[20/0] via 10.7.2.2, vb1, weight 1, 00:01:43`. @param flags of a further next hop of FRR: `*` is in the FIB */
function readRest(text: string, flags: string, draft: Draft): void {
  const [, distance, metric] = /^\[(\d+)\/(\d+)\]/.exec(text) ?? [];
  if (distance !== undefined) {
    draft.distance = Number(distance);
    draft.metric = Number(metric);
  }
  const rest = text.replace(/^\[\d+\/\d+\] */, '');
  const [, drops] = /^(?:unreachable \((\w+)\)|unreachable|is directly connected, (?:Null0|null0)\b)/.exec(rest) ?? [];
  if (drops !== undefined || /^(?:unreachable|is directly connected, [Nn]ull0)/.test(rest)) {
    draft.drop = /reject/.test(drops ?? '') ? 'unreachable' : drops === 'admin-prohibited' ? 'prohibit' : 'blackhole';
    return;
  }
  const words = rest.replace(/^is directly connected,? ?/, '').split(/[,\s]+/);
  const via = words[0] === 'via' ? (words[1] ?? '') : null;
  const address = via === null || !isAddress(via) ? null : toAddress(via);
  if (via !== null && address === null && !/^\(?[A-Za-z]/.test(via)) return;
  const device =
    (address === null ? [via ?? words[0] ?? ''] : words.slice(2)).find((word) => DEVICE.test(word)) ?? null;
  if (address === null && device === null) return;
  draft.hops.push({
    via: address,
    device,
    isActive: !words.includes('inactive'),
    isInstalled: flags.includes('*'),
    isRecursive: words.includes('(recursive)'),
    weight: Number(words[words.indexOf('weight') + 1 || words.length] ?? 1),
  });
}

const DEVICE = /^(?!(?:weight|inactive|onlink|recursive|via|label|src|rmap|distance|metric)$)[A-Za-z][\w./:@-]{0,40}$/;

function toEntry(draft: Draft, isFrr: boolean, { source, line, lines }: Section): RibEntry {
  const { at, codes, vrf, prefix, distance, metric, drop, hops } = draft;
  const isInstalled = isFrr ? codes.includes('*') && !/[qro]$/.test(codes) : null;
  return {
    vrf: vrf === 'default' ? null : vrf,
    prefix,
    protocol: PROTOCOLS[codes.charAt(0)] ?? codes.replaceAll(/[^A-Za-z\d]/g, ''),
    type: drop ?? 'unicast',
    distance,
    metric,
    // Others print no route that does not win.
    isSelected: isFrr ? codes.includes('>') : true,
    isInstalled,
    nextHops:
      drop === null
        ? hops.map((hop, index) => ({
            ...hop,
            isInstalled: isFrr ? (index === 0 ? isInstalled : hop.isInstalled) : null,
          }))
        : [],
    at: { source, line: line + at, text: (lines[at] ?? '').trim() },
  };
}
