import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createKeptStreams } from '../../src/cli/run/keep-streams.ts';
import type { Into } from '../../src/cli/run/read-captures.ts';
import { FAILED } from './fake-io.ts';

/** Takes anything. */
const captures: Into = {
  open: () => ({
    reader: { format: 'pcap', fault: null, end: () => undefined },
    push: () => undefined,
    end: () => undefined,
  }),
};

test('what is too long is not kept, a file is where it is, and all is gone at the end', () => {
  const kept = createKeptStreams(5);
  const into = kept.keeping(captures);
  for (const [name, chunks] of [
    ['-', ['abc', 'de']],
    ['/dev/fd/none', ['abc', 'def']],
    [FAILED, ['a']],
  ] as const) {
    const input = into.open(name);
    for (const chunk of chunks) input.push(Buffer.from(chunk));
    input.end(null);
  }
  const path = kept.fileOf('-') ?? '';
  expect(readFileSync(path, 'latin1')).toBe('abcde');
  expect([kept.fileOf('/dev/fd/none'), kept.fileOf(FAILED)]).toEqual([null, FAILED]);
  expect(['-', '/dev/fd/none', FAILED].map(kept.keeps)).toEqual([true, false, false]);
  kept.discard();
  expect(existsSync(path)).toBe(false);
});
