/** For each session that something is wrong with a capture of its own: what `--evidence DIR` asks for. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Incomplete, Report, WrittenFile } from '../../model/report.ts';
import type { Redaction } from '../redact/open-redaction.ts';
import type { Selection } from '../../slice/select.ts';
import { reasonOf } from '../../sources/source-error.ts';
import { replaceFile } from '../result.ts';
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

/** `read` is that of `makeSlice`. Throws UserError where the directory cannot be written. */
export async function writeEvidence(
  directory: string,
  whole: Whole,
  read: (selection: Selection) => Promise<boolean>,
  options: Omit<SliceOptions, 'path' | 'format' | 'who'>,
  { who, text }: Pick<Redaction, 'who' | 'text'>,
): Promise<Written> {
  const artifacts: WrittenFile[] = [];
  const incomplete: Incomplete[] = [];
  try {
    await mkdir(directory, { recursive: true });
    for (const id of troubled(whole.report)) {
      const path = join(directory, fileName(text(id)));
      // oxlint-disable no-await-in-loop -- each reads the captures once more, and holds its slice in memory
      const slice = await makeSlice(only(whole, id), read, { ...options, path, format: 'pcap', who }).catch(
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

/** The session, and what is said of the files. */
function only({ evidence, report }: Whole, session: string): Whole {
  const sessions = evidence.evidence.sessions?.filter(({ id }) => id === session) ?? [];
  return {
    evidence: { ...evidence, evidence: { ...evidence.evidence, sessions } },
    report: {
      ...report,
      sessions: report.sessions.filter(({ id }) => id === session),
      findings: report.findings.filter(({ subject }) => subject.kind !== 'session' || subject.id === session),
    },
  };
}
