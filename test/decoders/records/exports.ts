import { createBmpReader } from '../../../src/decoders/bmp/reader.ts';
import { createMrtReader } from '../../../src/decoders/mrt/reader.ts';
import { collect } from './collect.ts';

type Lines = readonly Record<string, unknown>[];

/** The objects of `decode --format jsonl`; throws where the file can't be read to its end. */
export function linesOf(format: string, bytes: Uint8Array): Lines {
  const { json, fault } = collect(format === 'bmp' ? createBmpReader : createMrtReader, bytes);
  if (fault !== null) throw new Error(fault.reason);
  return json;
}

/** Those of `expected` that stand in `lines`, in their order, up to the first that doesn't. */
export function found(lines: Lines, expected: readonly object[]): readonly object[] {
  let at = 0;
  return expected.slice(
    0,
    expected.filter((part) => {
      const here = lines.findIndex((line, index) => index >= at && holds(line, part));
      at = here === -1 ? lines.length : here + 1;
      return here !== -1;
    }).length,
  );
}

/** Whether `value` is `part`, or has all of it; lists are as long. */
function holds(value: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(value) && value.length === part.length && part.every((one, index) => holds(value[index], one));
  }
  if (typeof part !== 'object' || part === null) return value === part;
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(part).every(([key, inner]) => fields.has(key) && holds(fields.get(key), inner));
}
