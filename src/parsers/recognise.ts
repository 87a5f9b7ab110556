import { birdBfd } from './bfd/bird.ts';
import { frrBfd, frrBfdJson } from './bfd/frr.ts';
import { birdProtocols } from './bird/protocols.ts';
import { birdRoutes } from './bird/routes.ts';
import { ciliumPeersDetailed } from './cilium/peers-detailed.ts';
import { ciliumPeers, ciliumPeersJson } from './cilium/peers.ts';
import { ciliumRoutes, ciliumRoutesJson } from './cilium/routes.ts';
import { daemonLog } from './daemon-log.ts';
import { exabgpNeighbor } from './exabgp/neighbor.ts';
import { frrNeighborsJson, frrSummaryJson } from './frr/json.ts';
import { frrNoNeighbors, frrNoNeighborsJson } from './frr/no-neighbors.ts';
import { frrBgpJson, frrRouteJson } from './frr/routes-json.ts';
import { gobgpNeighborJson } from './gobgp/json.ts';
import { gobgpNeighbor } from './gobgp/neighbor.ts';
import { gobgpRoutesJson } from './gobgp/routes-json.ts';
import { gobgpRoutes } from './gobgp/routes.ts';
import { kubernetesStatus } from './kubernetes-status.ts';
import { metallbLogs } from './metallb/logs.ts';
import { metallbMetrics } from './metallb/metrics.ts';
import { bgpctlShow, bgpctlShowJson } from './openbgpd/show.ts';
import { bgpEntry } from './routers/bgp-entry.ts';
import { bgpTable } from './routers/bgp-table.ts';
import { showIpRoute } from './routers/ip-route.ts';
import { junosSummary } from './routers/junos.ts';
import { mikrotikSession } from './routers/mikrotik.ts';
import { bgpNeighbors } from './routers/neighbors.ts';
import { bgpSummary } from './routers/summary.ts';
import { calicoNodeStatus } from './calico/node-status.ts';
import { ipsetSave } from './firewall/ipset.ts';
import { iptablesSave } from './firewall/iptables.ts';
import { nftJson } from './firewall/nft-json.ts';
import { nft } from './firewall/nft.ts';
import type { Gap, JsonFormat, Output, Section, TextFormat } from './format.ts';
import { readJsonDocument, readWhole, startsJson } from './json-document.ts';
import { kubernetesArguments } from './kubernetes/arguments.ts';
import { type ReadManifest, manifestEnd, startsManifest } from './kubernetes/manifest.ts';
import { kubernetesResources } from './kubernetes/resources.ts';
import { KERNEL_JSON_FORMATS, KERNEL_TEXT_FORMATS } from './kernel/formats.ts';
import { linesOf } from './lines.ts';
import { listeners } from './kernel/listeners.ts';
import { type Block, splitPaste } from './paste.ts';
import { versions } from './versions.ts';

/** Every output of lines that is recognised by its content. Where a line may begin several, the first one has it. */
const TEXT_FORMATS: readonly TextFormat[] = [
  calicoNodeStatus,
  birdProtocols,
  ciliumPeers,
  ciliumPeersDetailed,
  gobgpNeighbor,
  bgpctlShow,
  junosSummary,
  exabgpNeighbor,
  mikrotikSession,
  metallbMetrics,
  metallbLogs,
  daemonLog,
  frrNoNeighbors,
  bgpNeighbors,
  bgpSummary,
  birdRoutes,
  birdBfd,
  frrBfd,
  bgpEntry,
  bgpTable,
  showIpRoute,
  gobgpRoutes,
  ciliumRoutes,
  iptablesSave,
  ipsetSave,
  nft,
  listeners,
  ...KERNEL_TEXT_FORMATS,
  kubernetesArguments,
  versions,
];

/** Every output that is JSON; the longest ones first, which the others would have to walk through. */
const JSON_FORMATS: readonly JsonFormat[] = [
  ...KERNEL_JSON_FORMATS,
  frrRouteJson,
  ciliumPeersJson,
  frrSummaryJson,
  frrNeighborsJson,
  frrNoNeighborsJson,
  gobgpNeighborJson,
  bgpctlShowJson,
  kubernetesStatus,
  kubernetesResources,
  frrBgpJson,
  frrBfdJson,
  gobgpRoutesJson,
  ciliumRoutesJson,
  nftJson,
];

/** What a paste holds. */
export interface Paste {
  readonly found: readonly Found[];
  /** Runs of lines that belong to no output that is known. */
  readonly unknown: readonly Unknown[];
}
export interface Found {
  readonly format: string;
  readonly line: number;
  readonly output: Output;
}
export interface Unknown {
  readonly line: number;
  readonly count: number;
  /** The first of them. */
  readonly text: string;
}

/** Longer lines are no output of a command; no pattern is tried on them. */
const LONGEST = 4096;
/** Of documents that are damaged, in one block: each costs a look at all that follows. */
const MOST_DAMAGED = 20;

/** Whose output it is, where that need not be guessed from prompts: a bundle's. */
export interface PasteOrigin {
  readonly node: string | null;
  readonly command: string | null;
  /** `kube-router` of what its GoBGP printed. */
  readonly speaker: string | null;
}

export interface PasteOptions {
  /** With it all of the text is what one command printed: a line that looks like a prompt is none. */
  readonly origin?: PasteOrigin;
  /** Reads resources as YAML, which are not known without it: it loads a package. */
  readonly readManifest?: ReadManifest | null;
}

interface Reading {
  readonly source: string;
  readonly speaker: string | null;
  readonly readManifest: ReadManifest | null;
}

/** Recognises every output in `text` and parses it. `source` stands in what was read. */
export function readPaste(text: string, source: string, { origin, readManifest = null }: PasteOptions = {}): Paste {
  const whole = readWholeJson(text, source, origin);
  if (whole !== null) return { found: [whole], unknown: [] };
  const found: Found[] = [];
  const unknown: Unknown[] = [];
  const blocks = origin === undefined ? splitPaste(text) : [{ ...origin, line: 1, lines: text.split(/\r?\n/) }];
  const speaker = origin?.speaker ?? null;
  for (const block of blocks) readBlock(block, { source, speaker, readManifest }, { found, unknown });
  return { found, unknown };
}

/** A saved `-o json`: of long ones, looking for prompts between the lines would take most of the time. */
function readWholeJson(text: string, source: string, origin: PasteOrigin = NOBODYS): Found | null {
  const value = readWhole(text);
  if (value === undefined) return null;
  const format = JSON_FORMATS.find((one) => one.recognises(value, origin.command));
  if (format === undefined) return null;
  const section = { ...origin, source, line: 1, lines: linesOf(text) };
  return { format: format.name, line: 1, output: format.parse(value, section) };
}

const NOBODYS: PasteOrigin = { node: null, command: null, speaker: null };

function readBlock(
  block: Block,
  { source, speaker, readManifest }: Reading,
  { found, unknown }: { readonly found: Found[]; readonly unknown: Unknown[] },
): void {
  const { node, command, lines } = block;
  const open: { format: TextFormat | null; from: number } = { format: null, from: 0 };
  let damaged = 0;

  const sectionOf = (from: number, end: number): Section => ({
    source,
    node,
    command,
    speaker,
    line: block.line + from,
    lines: lines.slice(from, end),
  });

  function close(end: number): void {
    const section = sectionOf(open.from, end);
    if (open.format !== null) {
      found.push({ format: open.format.name, line: section.line, output: parseLines(open.format, section) });
    } else addUnknown(section, unknown);
    open.format = null;
    open.from = end;
  }

  const told = command === null ? undefined : TEXT_FORMATS.find((format) => format.reads?.(command));
  if (told !== undefined) {
    open.format = told;
    return close(lines.length);
  }

  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim();
    const isLong = line.length > LONGEST;
    if (line === '' || (!isLong && open.format?.owns?.(line) === true)) continue;
    if (readManifest !== null && startsManifest(lines[at] ?? '')) {
      close(at);
      const section = sectionOf(at, manifestEnd(lines, at));
      found.push({ format: 'Kubernetes resources', line: section.line, output: readManifest(section) });
      open.from = at + section.lines.length;
      at = open.from - 1;
      continue;
    }
    const next = isLong ? undefined : TEXT_FORMATS.find((format) => format.starts(line));
    if (next !== undefined) {
      if (next !== open.format) close(at);
      open.format = next;
    } else if (damaged < MOST_DAMAGED && startsJson(line)) {
      const { value, end, fault } = readJsonDocument(lines, at);
      const format = JSON_FORMATS.find((one) => one.recognises(value, command));
      if (fault !== null) damaged++;
      if (format !== undefined) {
        close(at);
        const section = sectionOf(at, end);
        const document = { ...section, lines: linesOf(section.lines.join('\n')), isCut: fault !== null };
        const output = withFault(format.parse(value, document), fault, block.line);
        found.push({ format: format.name, line: section.line, output });
        open.from = end;
      }
      if (format !== undefined || fault === null) at = end - 1;
    }
  }
  close(lines.length);
}

/** Parsers never see a line that is longer than any that is printed. */
function parseLines(format: TextFormat, section: Section): Output {
  const { lines, line } = section;
  if (lines.every(({ length }) => length <= LONGEST)) return format.parse(section);
  const output = format.parse({ ...section, lines: lines.map((one) => (one.length > LONGEST ? '' : one)) });
  const long = lines.flatMap(({ length }, at): Gap[] =>
    length > LONGEST ? [{ line: line + at, why: `a line of ${length} characters is none that is printed` }] : [],
  );
  return { ...output, gaps: [...(output.gaps ?? []), ...long] };
}

function withFault(output: Output, fault: { readonly at: number; readonly why: string } | null, first: number): Output {
  if (fault === null) return output;
  const gap: Gap = { line: first + fault.at, why: fault.why };
  return { ...output, gaps: [...(output.gaps ?? []), gap] };
}

function addUnknown({ line, lines }: Section, unknown: Unknown[]): void {
  const first = lines.findIndex(saysAnything);
  if (first === -1) return;
  const count = lines.filter(saysAnything).length;
  unknown.push({ line: line + first, count, text: (lines[first] ?? '').trim() });
}

/** A border of a table says nothing. */
const saysAnything = (line: string): boolean => /[\p{L}\p{N}]/u.test(line);
