import { expect, test } from 'vitest';
import { memorySink } from '../../../src/collectors/memory-sink.ts';
import { createOutput } from '../../../src/transports/kube/exec-output.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const MARK = 'k8s-end-1';

async function take(...chunks: readonly string[]) {
  const sink = memorySink(1000);
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  const tap = { pause: note('pause'), resume: note('resume'), stop: note('stop'), ended: note('ended') };
  const output = createOutput(sink.stream.getWriter(), 100, encode(MARK), tap);
  for (const chunk of chunks) output.take(encode(chunk));
  await output.flushed();
  return { text: new TextDecoder().decode(sink.bytes()), isWhole: output.isWhole, done };
}

test.each([
  ['one chunk', [`text${MARK}`]],
  ['by itself', ['text', MARK]],
  ['cut anywhere', ['te', 'xtk', '8s-en', 'd-', '1']],
  ['after the beginning of one', ['textk8s', MARK]],
])('takes the mark off: %s', async (_, chunks) => {
  const { text, isWhole, done } = await take(...chunks);
  expect(text).toMatch(/^text(?:k8s)?$/);
  expect(isWhole).toBe(true);
  expect(done.filter((what) => what === 'ended')).toHaveLength(1);
});

test.each([[['text']], [['text', 'k8s-end-']], [['text', MARK, 'more']], [[]]])(
  'no mark at the end: %s',
  async (chunks) => {
    expect((await take(...chunks)).isWhole).toBe(false);
  },
);

test('what is no mark after all is output', async () => {
  expect((await take('k8s-end-', '2', 'k', 'k8s')).text).toBe('k8s-end-2k');
});
