import { readSource } from '../../sources/read-source.ts';
import { SourceError } from '../../sources/source-error.ts';
import type { Io } from '../io.ts';

/** A `sysctl -a` has 100 KiB, a table of 100,000 routes 10 MiB. */
const LARGEST = 256 << 20;

interface Text {
  readonly text: string;
  /** Octets read, compressed or not. */
  readonly bytes: number;
  /** Why not all of it could be read, or null. */
  readonly fault: string | null;
}

/** All of it, or of one that is too large its beginning. Rejects with `SourceError` where it cannot be opened or is no text. */
export async function readText(name: string, io: Pick<Io, 'stdin'>, signal?: AbortSignal): Promise<Text> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  const parts: string[] = [];
  let length = 0;
  const { bytes, fault } = await readSource(
    name,
    io,
    (chunk) => {
      decoder ??= decoderOf(name, chunk);
      parts.push(decoder.decode(chunk, { stream: true }));
      length += chunk.length;
      return length < LARGEST;
    },
    signal === undefined ? {} : { signal },
  );
  const tooLarge = length < LARGEST ? null : `only its first ${LARGEST >> 20} MiB were read`;
  return { text: parts.join(''), bytes, fault: fault ?? tooLarge };
}

/** PowerShell's `>` writes UTF-16, with the mark of its order. */
function decoderOf(name: string, head: Uint8Array): InstanceType<typeof TextDecoder> {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  if (!head.subarray(0, 1024).includes(0)) return new TextDecoder();
  throw new SourceError(`${name}: it is no text`, 'Captures go to: k8sdoctor bgp --pcap FILE');
}
