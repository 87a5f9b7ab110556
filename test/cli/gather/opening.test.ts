import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Interrupts, watchInterrupts } from '../../../src/cli/interrupts.ts';
import { openingOf } from '../../../src/cli/run/gather/opening.ts';
import { type FakeIo, fakeIo } from '../fake-io.ts';

const never: Interrupts = watchInterrupts(fakeIo());

function atTerminal(): FakeIo {
  const io = fakeIo({ terminal: { columns: 80 } });
  Object.assign(io.stdin, { isTTY: true });
  return io;
}

/** As a person types who waits for the question. */
async function type(io: FakeIo, question: string, keys: string): Promise<void> {
  await expect.poll(io.err).toContain(question);
  await sleep(10); // readline listens by then
  io.stdin.write(keys);
}

test('a secret is asked for, and never shown', async () => {
  const io = atTerminal();
  const answer = openingOf(io, never).secret('Password of root@worker-1: ');
  await type(io, 'Password', 'swordfish\n');
  expect(await answer).toBe('swordfish');
  expect(io.err()).toBe('Password of root@worker-1: \n');
});

test('only yes is yes', async () => {
  const io = atTerminal();
  const { confirm } = openingOf(io, never);
  for (const [keys, expected] of [
    ['y\n', true],
    ['YES\n', true],
    ['\n', false],
    ['yep\n', false],
  ] as const) {
    const answer = confirm(`Trust it (${keys.trim()})?`);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await type(io, `Trust it (${keys.trim()})? [y/N] `, keys);
    // oxlint-disable-next-line no-await-in-loop
    expect(await answer).toBe(expected);
  }
});

test('several hosts ask one after the other', async () => {
  const io = atTerminal();
  const { secret } = openingOf(io, never);
  const answers = Promise.all([secret('First: '), secret('Second: ')]);
  await type(io, 'First: ', 'one\n');
  expect(io.err()).not.toContain('Second');
  await type(io, 'Second: ', 'two\n');
  expect(await answers).toEqual(['one', 'two']);
});

test('what is said meanwhile waits for the answer', async () => {
  const io = atTerminal();
  const { confirm, say } = openingOf(io, never);
  const answer = confirm('Start a pod?');
  await expect.poll(io.err).toContain('Start a pod?');
  say('node2: capturing');
  expect(io.err()).not.toContain('node2');
  await type(io, 'Start a pod?', 'y\n');
  expect(await answer).toBe(true);
  expect(io.err()).toMatch(/\[y\/N\] .*k8sdoctor: node2: capturing\n$/s);
  say('node3: capturing');
  expect(io.err()).toContain('node3');
});

test('^C at a question interrupts the run, which asks no more', async () => {
  const io = atTerminal();
  const interrupts = watchInterrupts(io);
  const { secret } = openingOf(io, interrupts);
  const first = secret('First: ');
  await type(io, 'First: ', '\u0003');
  expect(await first).toBeNull();
  expect(interrupts.received).toBe('SIGINT');
  expect(await secret('Second: ')).toBeNull();
  expect(io.err()).toBe('First: \n');
  interrupts.stop();
});

test.each(['the run is interrupted', 'nobody wants to know it any more'])(
  'a question is taken back: %s',
  async (why) => {
    const io = atTerminal();
    const { confirm, end } = openingOf(io, watchInterrupts(io));
    const answer = confirm('Start a pod?');
    await expect.poll(io.err).toContain('Start a pod?');
    if (why.includes('interrupted')) io.interrupt('SIGINT');
    else end();
    expect(await answer).toBe(false);
    expect(await confirm('And there?')).toBe(false);
    expect(io.err()).toMatch(/\n$/);
    expect(io.err()).not.toContain('And there?');
  },
);

test('nobody is asked where nobody is, and what a host says is shown as it is', async () => {
  const io = fakeIo();
  const { confirm, secret, say } = openingOf(io, never);
  expect(await confirm('Trust it?')).toBe(false);
  expect(await secret('Password: ')).toBeNull();
  say('worker-1: \u001b[2Jhello');
  expect(io.err()).toBe('k8sdoctor: worker-1: \\u{1b}[2Jhello\n');
});
