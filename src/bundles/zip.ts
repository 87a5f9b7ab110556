import { openPromise, type Entry } from 'yauzl';
import { reasonOf } from '../sources/source-error.ts';
import {
  type ArchiveFile,
  type ArchiveLimits,
  createBudget,
  HostileArchiveError,
  refuseMany,
  type TakeFile,
} from './archive-file.ts';

/**
 * Hands the files of a zip archive to `take`, in the order of its central directory, until it returns false.
 * @throws HostileArchiveError for links, too many entries and too many octets; yauzl's errors for what is damaged
 */
export async function readZip(
  path: string,
  take: TakeFile,
  { mostBytes, signal, links }: ArchiveLimits,
): Promise<void> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  const limited = createBudget(mostBytes);

  /** Opened only if somebody reads it; a stream of no more and no less octets than the directory says, or an error. */
  async function* inflate(entry: Entry): AsyncGenerator<Uint8Array, void> {
    const stream: AsyncIterable<unknown> = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
  }

  const fileOf = (entry: Entry): ArchiveFile => ({
    name: entry.fileName,
    size: entry.uncompressedSize,
    modified: timeOf(entry),
    chunks: limited(inflate(entry)),
  });

  try {
    refuseMany(zip.entryCount);
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      if (entry.fileName.endsWith('/')) continue;
      if (isPlain(entry)) {
        if (!(await take(fileOf(entry)))) break;
      } else if (links === 'refuse') {
        throw new HostileArchiveError(`it holds a link or a device (${entry.fileName}), which no bundle does`);
      }
    }
  } catch (error) {
    throw leadsOut(error) ? new HostileArchiveError(`it holds what no bundle does: ${reasonOf(error)}`) : error;
  } finally {
    zip.close();
  }
}

/** What yauzl says of names that are absolute, or climb. */
const leadsOut = (error: unknown): boolean => /^(?:absolute path|invalid relative path): /.test(reasonOf(error));

/** The upper half of the attributes is Unix's mode, where a Unix made the archive; 0 says nothing. */
function isPlain({ externalFileAttributes, versionMadeBy }: Entry): boolean {
  const type = (externalFileAttributes >>> 16) & 0o170000;
  return versionMadeBy >>> 8 !== UNIX || type === 0 || type === REGULAR;
}
const UNIX = 3;
const REGULAR = 0o100000;

function timeOf(entry: Entry): number | null {
  const time = entry.getLastModDate({ timezone: 'UTC' }).getTime();
  return Number.isNaN(time) ? null : time;
}
