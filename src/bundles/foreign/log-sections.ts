/**
 * The log of a pod of `docs/troubleshoot-spec.yaml`: outputs one below the other, each below a line with a mark that is made
 * anew for every log, so that no output can begin another one.
 */
import { reasonOf } from '../../sources/source-error.ts';
import type { ArchiveFile, TakeFile } from '../archive-file.ts';

/** In the archive: `k8sdoctor/NODE.log`. */
export const IS_LOG: RegExp = /(?:^|\/)k8sdoctor\/[^/]+\.log$/;

const HEAD = /^k8sdoctor support bundle 1 ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;
/** Of a log: the kubelet keeps ten, of which the capture may be four. */
const LARGEST = 64 << 20;

/**
 * Hands each output to `take` as a file `NODE.log/FILE`, until it returns false; a capture as the octets it was.
 * @param onFault is told of a log that is none of ours, or ends early
 */
export async function takeSections(
  log: ArchiveFile,
  take: TakeFile,
  onFault: (name: string, why: string) => void,
): Promise<boolean> {
  const text = await readWhole(log, (why) => onFault(log.name, why));
  if (text === null) return true;
  const [first = ''] = text.split('\n', 1);
  const [, mark] = HEAD.exec(first.trim()) ?? [];
  if (mark === undefined) {
    onFault(log.name, `it is not what docs/troubleshoot-spec.yaml prints: ${first.slice(0, 200)}`);
    return true;
  }
  const parts = text.split(`\n--${mark}`).slice(1);
  if (parts.at(-1)?.startsWith('--') !== true) onFault(log.name, 'the log ends early');
  for (const part of parts) {
    const [, file, content] = /^ ([\w.-]+)\n([^]*)$/.exec(part) ?? [];
    if (file === undefined || content === undefined) continue;
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as all files of an archive
    if (!(await take(toFile(log, file, content)))) return false;
  }
  return true;
}

function toFile({ name, modified }: ArchiveFile, file: string, content: string): ArchiveFile {
  const isEncoded = file.endsWith('.b64');
  const bytes = isEncoded ? Buffer.from(content, 'base64') : new TextEncoder().encode(content);
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    if (bytes.length > 0) yield bytes;
  }
  return { name: `${name}/${file.replace(/\.b64$/, '')}`, size: bytes.length, modified, chunks: chunks() };
}

async function readWhole({ chunks }: ArchiveFile, onFault: (why: string) => void): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  try {
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > LARGEST) {
        onFault(`larger than the ${LARGEST >> 20} MiB that are read of a log`);
        return null;
      }
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    onFault(`it could not be read to its end: ${reasonOf(error)}`);
  }
  return text + decoder.decode();
}
