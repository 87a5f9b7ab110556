import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLineWriter } from '../../src/cli/line-writer.ts';

test('a flush lasts until its reader has taken everything', async () => {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const slow = new Writable({
    write(chunk, _encoding, done) {
      waiting.push(() => {
        taken.push(String(chunk));
        done();
      });
    },
  });
  const writer = createLineWriter(slow);
  writer.add('one');
  let flushed = false;
  const flushing = writer.flush().then(() => (flushed = true));
  writer.add('two'); // does not write over what is on its way
  await expect.poll(() => waiting.length).toBe(1);
  expect(flushed).toBe(false);
  waiting.pop()?.();
  await flushing;
  expect(taken).toEqual(['one\n']);
  const ending = writer.end();
  await expect.poll(() => waiting.length).toBe(1);
  waiting.pop()?.();
  await ending;
  expect(taken).toEqual(['one\n', 'two\n']);
});

test('lines longer than its buffer go out whole and in their order', async () => {
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const lines = ['a', 'ü'.repeat(300_000), 'b', 'c'.repeat(1_000_000), '€'];
  const writer = createLineWriter(output);
  for (const line of lines) writer.add(line);
  await writer.end();
  expect(text).toBe(lines.map((line) => `${line}\n`).join(''));
});
