import { isGzip } from '../sources/gzip.ts';
import { reasonOf } from '../sources/source-error.ts';
import { type ArchiveFile, type ArchiveLimits, HostileArchiveError, type TakeFile } from './archive-file.ts';
import { IS_LOG, takeSections } from './foreign/log-sections.ts';
import { readTar } from './tar.ts';

/** Archives that others put into theirs; any other is a file like all. */
const IS_ARCHIVE = /(?:^|\/)cilium-bugtool-[^/]*\.(?:tar|tar\.gz|tgz)$/;

/**
 * Takes apart archives that lie in the archive, and logs that hold outputs: their files are called `outer.tar.gz/inner`. One within one
 * of them is left as it is.
 * @param onFault is told of one that could not be read to its end
 */
export function withNested(
  take: TakeFile,
  limits: ArchiveLimits,
  onFault: (name: string, why: string) => void,
): TakeFile {
  return async (outer) => {
    if (IS_LOG.test(outer.name)) return takeSections(outer, take, onFault);
    if (!IS_ARCHIVE.test(outer.name)) return take(outer);
    let goOn = true;
    const takeInner = async (file: ArchiveFile): Promise<boolean> => {
      goOn = await take({ ...file, name: `${outer.name}/${file.name}` });
      return goOn;
    };
    try {
      const { chunks, isCompressed } = await peek(outer.chunks);
      await readTar(chunks, isCompressed, takeInner, limits);
    } catch (error) {
      if (error instanceof HostileArchiveError || limits.signal?.aborted === true) throw error;
      onFault(outer.name, `the archive is damaged: ${reasonOf(error)}`);
    }
    return goOn;
  };
}

/** Its name may say `.gz` of what is not. */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly chunks: AsyncIterable<Uint8Array>; readonly isCompressed: boolean }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): AsyncGenerator<Uint8Array, void> {
    if (first.done === true) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { chunks: all(), isCompressed: first.done !== true && isGzip(first.value) };
}
