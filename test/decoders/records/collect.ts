import type { Exported } from '../../../src/decoders/records/exported.ts';
import type { RecordReader } from '../../../src/decoders/records/cutter.ts';
import { exportedSummary } from '../../../src/decoders/records/summary.ts';
import { exportedToJson } from '../../../src/decoders/records/to-json.ts';
import { inChunks } from '../../arbitraries/chunks.ts';

type CreateReader = (onExported: (exported: Exported) => void) => RecordReader;

export interface Collected {
  readonly json: readonly Record<string, unknown>[];
  readonly text: readonly string[];
  readonly fault: RecordReader['fault'];
}

/** Reads a stream cut to those lengths, to its end. */
export function collect(createReader: CreateReader, stream: Uint8Array, lengths: readonly number[] = []): Collected {
  const json: Record<string, unknown>[] = [];
  const text: string[] = [];
  const reader = createReader((exported) => {
    json.push(JSON.parse(JSON.stringify(exportedToJson(exported))));
    text.push(exportedSummary(exported));
  });
  inChunks(stream, lengths, (bytes, start, end) => reader.push(bytes.subarray(start, end)));
  reader.end();
  return { json, text, fault: reader.fault };
}

export const concat = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
