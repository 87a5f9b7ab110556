import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readCaptures } from '../arbitraries/evidence-of.ts';

/** Of the bench: the capture of a table transfer, so many times smaller. */
const { writeTable } = await import(new URL('../../bench/inputs/table.mjs', import.meta.url).href);

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-table-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a table whose UPDATEs are passed over is the same evidence as one that is read message by message', () => {
  const path = join(folder, 'table.pcap');
  const written: { readonly updates: number } = writeTable(path, 200);
  const capture = new Uint8Array(readFileSync(path));
  let told = 0;
  const passed = readCaptures([capture]);
  const each = readCaptures([capture], { listener: () => (told += 1) });
  // The engine's own state, from which views of other places are joined, knows which way it was read.
  expect({ ...passed, views: [] }).toEqual({ ...each, views: [] });
  expect(told).toBeGreaterThan(written.updates);
  expect(passed.evidence.sessions?.[0]?.messages.update).toBe(written.updates);
});
