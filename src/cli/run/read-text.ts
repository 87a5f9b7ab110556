import { isAscii } from 'node:buffer';
import { sourceName } from '../../reporters/source-name.ts';
import { readSource } from '../../sources/read-source.ts';
import { SourceError } from '../../sources/source-error.ts';
import type { Io } from '../io.ts';

/** In octets. A `sysctl -a` has 100 KiB, a table of a million routes 100 MiB. */
export const LARGEST_TEXT: number = 256 << 20;

export interface Text {
  readonly text: string;
  /** Octets read, compressed or not; null of a stream that was cut off. */
  readonly bytes: number | null;
  /** Why not all of it could be read, or null. */
  readonly fault: string | null;
}

/** All of it, or of one that is too large its beginning. Rejects with `SourceError` where it cannot be opened or is no text. */
export async function readText(name: string, io: Pick<Io, 'stdin'>, signal?: AbortSignal): Promise<Text> {
  const decoder = createTextDecoder();
  let isFirst = true;
  let isWhole = true;
  const { bytes, fault } = await readSource(
    name,
    io,
    (chunk) => {
      if (isFirst && !isText(chunk.subarray(0, 1024))) {
        throw new SourceError(`${sourceName(name)}: it is no text`, 'Captures go to: k8sdoctor bgp --pcap FILE');
      }
      isFirst = false;
      isWhole = decoder.push(chunk);
      return isWhole;
    },
    signal === undefined ? {} : { signal },
  );
  const tooLarge = isWhole ? null : `only its first ${LARGEST_TEXT >> 20} MiB were read`;
  return { text: decoder.end(), bytes, fault: fault ?? tooLarge };
}

/** PowerShell's `>` writes UTF-16, with the mark of its order. */
const isUtf16 = (head: Uint8Array): boolean => head[0] === 0xff && head[1] === 0xfe;

export const isText = (head: Uint8Array): boolean => isUtf16(head) || !head.includes(0);

/** Several times as fast as a decoder. */
const ofAscii = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('latin1');

export interface TextOctets {
  /** False once there are as many as are taken. */
  push(chunk: Uint8Array): boolean;
  end(): string;
}

export function createTextDecoder(): TextOctets {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  const parts: string[] = [];
  let length = 0;
  return {
    push(chunk) {
      if (decoder === null && isAscii(chunk)) parts.push(ofAscii(chunk));
      else {
        decoder ??= new TextDecoder(length === 0 && isUtf16(chunk) ? 'utf-16le' : 'utf-8');
        parts.push(decoder.decode(chunk, { stream: true }));
      }
      length += chunk.length;
      return length < LARGEST_TEXT;
    },
    end: () => parts.join(''),
  };
}
