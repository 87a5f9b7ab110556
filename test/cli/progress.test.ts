import { expect, test } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';
import { fakeIo } from './fake-io.ts';

test('a bar for who looks at it after a second, which a file by its name cannot break out of', () => {
  const io = fakeIo({ terminal: { columns: 80 } });
  let time = 0;
  const progress = createProgress(io, () => time);
  progress.update('a.pcap', 1, 4);
  expect(io.err()).toBe('');
  time = 1000;
  progress.update('\u{1b}[2Ja.pcap', 1, 4);
  progress.done();
  expect(io.err()).toBe(`\r 25% [${'#'.repeat(6)}${' '.repeat(18)}] \\u{1b}[2Ja.pcap\u{1b}[K\r\u{1b}[K`);
});

test('none where nobody looks, and of what has no end', () => {
  const unseen = fakeIo();
  createProgress(unseen, () => 5000).update('a.pcap', 1, 4);
  const endless = fakeIo({ terminal: { columns: 80 } });
  let time = 0;
  const progress = createProgress(endless, () => time);
  time = 5000;
  progress.update('-', 1, null);
  expect([unseen.err(), endless.err()]).toEqual(['', '']);
});
