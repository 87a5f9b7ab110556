/** For each session that something is wrong with a capture of its own: what `--evidence DIR` asks for. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildReport, type ReportOptions } from '../../build-report.ts';
import type { SessionView } from '../../evidence/ends/view.ts';
import { fileIndexOf } from '../../model/capture-source.ts';
import type { BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Incomplete, Report, WrittenFile } from '../../model/report.ts';
import type { Redaction } from '../redact/open-redaction.ts';
import type { Selection } from '../../slice/select.ts';
import { reasonOf } from '../../sources/source-error.ts';
import { replaceFile } from '../replace-file.ts';
import { UserError } from '../user-error.ts';
import { makeSlice, type SliceOptions, type Whole } from './make-slice.ts';
import { reRead } from './re-read.ts';

export interface Written {
  readonly artifacts: readonly WrittenFile[];
  /** Sessions for which no capture could be cut, and why. */
  readonly incomplete: readonly Incomplete[];
}

/** A name that every file system takes: addresses of IPv6 have colons. */
const fileName = (id: string): string => `${id.replaceAll(':', '_')}.pcap`;

/** What the captures gave, and the captures once more. */
interface Parts {
  readonly whole: Whole;
  /** Resolves to false where it was interrupted. */
  readonly read: (names: readonly string[], selection: Selection) => Promise<boolean>;
}

/** Of a session that was captured at both ends, one of each end. Throws UserError where the directory cannot be written. */
export async function writeEvidence(
  directory: string,
  parts: Parts,
  options: Omit<SliceOptions, 'path' | 'format' | 'who'>,
  { who, text }: Pick<Redaction, 'who' | 'text'>,
): Promise<Written> {
  const artifacts: WrittenFile[] = [];
  const incomplete: Incomplete[] = [];
  try {
    await mkdir(directory, { recursive: true });
    const names = new Map<string, number>();
    const { whole } = parts;
    for (const { id, end, view } of cutsOf(parts)) {
      const name = `${text(id)}${end === null ? '' : `.${end}`}`;
      const count = (names.get(name) ?? 0) + 1;
      names.set(name, count);
      const path = join(directory, fileName(count === 1 ? name : `${name}-${count}`));
      const files = filesOf(view, whole);
      // oxlint-disable no-await-in-loop -- each reads the captures once more, and holds its slice in memory
      const seen = asItSaw(view, whole, options);
      const read = (selection: Selection): Promise<boolean> => parts.read(files, selection);
      // What one end's file left out would look lost on its way from the other end.
      const least = end === null ? 'proof' : 'session';
      const slice = await makeSlice(seen, read, { ...options, path, format: 'pcap', who, least }).catch(
        (error: unknown) => {
          if (!(error instanceof UserError)) throw error;
          incomplete.push({ source: null, what: `the capture of ${id}`, why: error.message });
          return undefined;
        },
      );
      if (slice === null) break;
      if (slice === undefined) continue;
      const fault = await reRead(slice.file, slice.packets);
      if (fault !== null) throw new Error(`pcap-parser does not read the slice of ${id}: ${fault}`);
      const unwritten = await replaceFile(path, slice.file).then(() => null, reasonOf);
      // oxlint-enable no-await-in-loop
      if (unwritten === null) artifacts.push(slice.artifact);
      else incomplete.push({ source: null, what: path, why: `cannot be written: ${unwritten}` });
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError(
      `cannot write into ${directory}: ${reasonOf(error)}`,
      'Name another directory with --evidence.',
    );
  }
  return { artifacts, incomplete };
}

function troubled({ findings }: Report): Set<string> {
  const told = findings.filter(({ subject, severity }) => subject.kind === 'session' && severity !== 'info');
  return new Set(told.map(({ subject }) => subject.id));
}

interface CutOut {
  readonly id: string;
  /** Null where one capture shows it. */
  readonly end: Side | null;
  readonly view: SessionView;
}

function cutsOf({ whole }: Parts): readonly CutOut[] {
  const { views } = whole;
  const ids = troubled(whole.report);
  return (whole.evidence.evidence.sessions ?? []).flatMap((session): CutOut[] => {
    if (!ids.has(session.id)) return [];
    const { bothEnds, id } = session;
    if (bothEnds === undefined) {
      return views.flatMap((view) => (view.session === session ? [{ id, end: null, view }] : []));
    }
    return SIDES.flatMap((end) => {
      const view = views.find((each) => isAtEnd(each, session, end));
      return view === undefined ? [] : [{ id, end, view }];
    });
  });
}

/** One of the two views that the session was joined from. */
function isAtEnd({ session: { local, remote, firstSeen } }: SessionView, joined: BgpSession, end: Side): boolean {
  const { bothEnds } = joined;
  if (bothEnds === undefined || firstSeen.source !== bothEnds.sources[end]) return false;
  const own = joined[end].address;
  const peer = bothEnds.translated?.[otherSide(end)] ?? joined[otherSide(end)].address;
  const ends = [local.address, remote.address];
  return ends.includes(own) && ends.includes(peer);
}

/** Which files hold what a place captured. */
function filesOf({ place }: Pick<SessionView, 'place'>, { evidence: { sources } }: Whole): readonly string[] {
  const files = sources.filter(({ kind }) => kind === 'pcap').map(({ name }) => name);
  return [...new Set(place.sources.flatMap((source) => files[fileIndexOf(files, source)] ?? []))];
}

/** What the files of one place show of the session, and what is said of them. */
function asItSaw({ session, place, state }: SessionView, whole: Whole, options: ReportOptions): Whole {
  const { evidence } = whole;
  const files = filesOf({ place }, whole);
  const isHere = (name: string): boolean => files.includes(name);
  const captures = evidence.evidence.captures?.filter(({ source }) => isHere(source));
  const part = {
    evidence: { sessions: [session], ...(captures !== undefined && { captures }) },
    sources: evidence.sources.filter(({ kind, name }) => kind === 'pcap' && isHere(name)),
    incomplete: [],
  };
  return { evidence: part, views: [{ session, place, state }], report: buildReport(part, options) };
}
