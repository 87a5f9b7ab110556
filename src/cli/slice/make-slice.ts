/** Cuts a slice, analyses it as any capture, and cuts a wider one until it gives the findings of the whole. */
import { createHash } from 'node:crypto';
import { type CaptureEvidence, createCaptureAnalysis } from '../../evidence/captures.ts';
import type { Place, SessionView } from '../../evidence/ends/view.ts';
import { buildReport, type ReportOptions } from '../../build-report.ts';
import { otherSide } from '../../model/moment.ts';
import type { Report, WrittenFile } from '../../model/report.ts';
import { describeClock } from '../../reporters/both-ends.ts';
import { orderEnds } from '../../sessions/flows.ts';
import { anonymise } from '../../slice/anonymise/anonymise.ts';
import type { Identities } from '../../slice/anonymise/identities.ts';
import { describeFrames } from '../../slice/frames.ts';
import type { KeptPacket } from '../../slice/kept-packet.ts';
import { commonLinkType, withLinkType } from '../../slice/link-types.ts';
import { firstWidths, planSlice, type SlicePlan, widen, type Width } from '../../slice/plan.ts';
import { compareFindings } from '../../slice/same-findings.ts';
import { createSelection, type Selection } from '../../slice/select.ts';
import { writePcap } from '../../slice/write-pcap.ts';
import { type Captures, writePcapng } from '../../slice/write-pcapng.ts';
import { UserError } from '../user-error.ts';

/** All of it is held in memory, and what is larger is no slice. */
const MAX_OCTETS = 128 << 20;

export interface Whole {
  readonly evidence: CaptureEvidence;
  /** What the sessions were joined from. */
  readonly views: readonly SessionView[];
  readonly report: Report;
}

type CaptureFormat = 'pcap' | 'pcapng';

export interface SliceOptions extends ReportOptions {
  /** TCP ports that carry BGP besides 179. */
  readonly ports: readonly number[];
  /** What the slice is going to be called. */
  readonly path: string;
  /** Null: pcap, and pcapng where it takes captures of several places, which pcap cannot tell apart. */
  readonly format: CaptureFormat | null;
  /** The stand-ins of whom it names; null names them. */
  readonly who: Identities | null;
  /** What it keeps at least of each session of which it keeps anything. */
  readonly least?: Width;
}

export interface Slice {
  readonly file: Uint8Array;
  readonly format: CaptureFormat;
  /** As the file holds them, in its order. */
  readonly packets: readonly KeptPacket[];
  readonly linkTypes: readonly number[];
  readonly artifact: WrittenFile;
}

/**
 * `read` hands the captures to a selection once more; it resolves to false where it was interrupted, and so does this to null.
 * @throws UserError where no slice gives the findings, or only one that is too large
 */
export async function makeSlice(
  whole: Whole,
  read: (selection: Selection) => Promise<boolean>,
  options: SliceOptions,
): Promise<Slice | null> {
  const { evidence, sources } = whole.evidence;
  const { sessions = [], captures = [] } = evidence;
  const { findings } = whole.report;
  const { who } = options;
  const names = sources.map(({ name }) => name);
  const brokenOff = captures.some(({ fault }) => fault !== null);
  let widths: Map<string, Width> | null = firstWidths(sessions, findings, options.least);
  for (;;) {
    const plan = planSlice(sessions, findings, widths, names);
    const places = placesOf(whole.views, plan);
    const edges = places.length === 0 ? [names] : places.map((place) => place.sources);
    const known = sources.map(({ name, packets = 0 }) => ({
      name,
      packets,
      sessions: captures.find(({ source }) => source === name)?.sessions ?? 0,
      isFirst: places.length > 1 && edges.some((files) => files[0] === name),
      isLast: edges.some((files) => files.at(-1) === name),
    }));
    const selection = createSelection(plan, known, [...options.ports, ...portsOf(whole.evidence)], MAX_OCTETS);
    // oxlint-disable-next-line no-await-in-loop -- each one is decided by what the one before shows
    if (!(await read(selection))) return null;
    if (selection.full) throw tooLarge();
    const shown = sessions.filter(({ id }) => widths === null || widths.get(id) !== 'nothing').map(({ id }) => id);
    // Of a file of several captures those that show none of its sessions are left out.
    const here = new Set([...names, ...places.flatMap((place) => place.sources)]);
    const packets = selection.packets.filter(({ source }) => here.has(source));
    const slice = encode(packets, brokenOff, options, shown, capturesOf(whole, places, who !== null));
    const difference = compareFindings(whole.report, analyse(slice.file, options), who?.nameOf ?? itself);
    if (difference.sessions.length === 0 && !difference.other) return slice;
    if (widths === null) throw notTheSame();
    widths = difference.other ? null : widen(widths, difference.sessions);
  }
}

function encode(
  selected: readonly KeptPacket[],
  brokenOff: boolean,
  { path, format: asked, who }: SliceOptions,
  sessions: readonly string[],
  captures: Captures | null,
): Slice {
  const format = asked ?? (captures === null ? 'pcap' : 'pcapng');
  const isPcap = format === 'pcap';
  const kept = who === null ? selected : apart(selected, captures).flatMap((packets) => anonymise(packets, who));
  const linkType = commonLinkType(kept);
  const packets = isPcap ? kept.map((packet) => withLinkType(packet, linkType)) : kept;
  const file = isPcap
    ? writePcap(packets, linkType, brokenOff)
    : writePcapng(packets, brokenOff, who === null, captures);
  const sha256 = createHash('sha256').update(file).digest('hex');
  const artifact = { kind: 'capture', path, sha256, sessions, frames: describeFrames(packets) };
  const linkTypes = [...new Set(packets.map((packet) => packet.linkType))];
  return { file, format, packets, linkTypes, artifact };
}

/** Of each capture: a message that two have is no repetition. */
function apart(packets: readonly KeptPacket[], captures: Captures | null): readonly (readonly KeptPacket[])[] {
  if (captures === null) return [packets];
  const groups = new Map<string, KeptPacket[]>();
  for (const packet of packets) {
    const name = captures.nameOf(packet.source);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [packet]);
    else group.push(packet);
  }
  return [...groups.values()];
}

/** Where the sessions of the plan were captured. */
function placesOf(views: readonly SessionView[], { pairs, everything }: SlicePlan): readonly Place[] {
  const isWanted = ({ session: { local, remote } }: SessionView): boolean =>
    everything || pairs.has(orderEnds(local.address, 0, remote.address, 0).pair);
  return [...new Set(views.filter(isWanted).map(({ place }) => place))];
}

/** Null where it is one: then nothing has to be told apart. */
function capturesOf({ evidence }: Whole, places: readonly Place[], isAnonymous: boolean): Captures | null {
  if (places.length < 2) return null;
  const files = places.map(({ sources: [first = ''] }) => first);
  const short = files.map((file) => file.replace(/^.*\//, ''));
  const names = isAnonymous
    ? files.map((_, index) => `capture ${index + 1}`)
    : new Set(short).size === short.length
      ? short
      : files;
  const nameOf = (source: string): string =>
    names[places.findIndex(({ sources }) => sources.includes(source))] ?? 'another capture';
  const clocks = (evidence.evidence.sessions ?? []).flatMap(({ bothEnds }) => {
    if (bothEnds === undefined) return [];
    const { sources, clock } = bothEnds;
    return [`Clock of ${nameOf(sources.remote)}, against that of ${nameOf(sources.local)}: ${describeClock(clock)}.`];
  });
  const comment = ['Each interface is a capture; times are as its clock had them.', ...new Set(clocks)].join('\n');
  return { nameOf, comment };
}

function analyse(file: Uint8Array, options: SliceOptions): Report {
  const analysis = createCaptureAnalysis({ ports: options.ports });
  const input = analysis.open(options.path);
  input.push(file);
  input.end(file.length);
  return buildReport(analysis.finish(), options);
}

/** Those on which sessions were found by their marker: in the next reading their handshakes are known for what they are. */
function portsOf({ evidence: { sessions = [] } }: CaptureEvidence): Set<number> {
  return new Set(
    sessions.flatMap(({ connections }) =>
      connections.map(({ openedBy, ports }) =>
        openedBy === null ? Math.min(ports.local, ports.remote) : ports[otherSide(openedBy)],
      ),
    ),
  );
}

const itself = (address: string): string => address;

const tooLarge = (): UserError =>
  new UserError(
    `what proves the findings is larger than ${MAX_OCTETS >> 20} MiB`,
    'Capture less of it: the capture itself is then the proof.',
  );

const notTheSame = (): UserError =>
  new UserError(
    'no slice of these captures gives the same findings',
    'Captures taken at the same time in several places are told apart by pcapng only (--capture-format pcapng).',
  );
