import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { memorySink } from '../../src/collectors/memory-sink.ts';
import { localTransport } from '../../src/transports/local.ts';

afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;
const { run } = localTransport('here');
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function printed(argv: readonly string[], signal = never, maxBytes = 1 << 20) {
  const sink = memorySink(maxBytes);
  const result = await run(argv, sink.stream, { signal, maxBytes });
  return { ...result, stdout: text(sink.bytes()) };
}

test('gives what is printed, the exit code and the complaint', async () => {
  expect(await printed(['sh', '-c', 'echo told; echo complaint >&2; exit 3'])).toEqual({
    exitCode: 3,
    stderr: 'complaint\n',
    stdout: 'told\n',
  });
});

test('no shell sees the arguments', async () => {
  expect(await printed(['echo', '$HOME; rm -rf *', '`id`'])).toMatchObject({ stdout: '$HOME; rm -rf * `id`\n' });
});

test('a command that is not there exits 127', async () => {
  expect(await printed(['k8sdoctor-has-no-such-command'])).toMatchObject({ exitCode: 127, stdout: '' });
});

test('a command that prints without end is ended', async () => {
  await expect(printed(['yes'], never, 100_000)).rejects.toThrow('more than 100000 bytes');
});

test('an abort ends all that the command started, and aborts the sink', async () => {
  const controller = new AbortController();
  let aborted: unknown = null;
  let pid = 0;
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      pid = Number(text(chunk));
      controller.abort(new Error('enough'));
    },
    abort: (reason) => void (aborted = reason),
  });
  const argv = ['sh', '-c', 'sleep 1000 & echo $!; wait'];
  await expect(run(argv, sink, { signal: controller.signal, maxBytes: 100 })).rejects.toThrow('enough');
  expect(aborted).toBe(controller.signal.reason);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

test('what leaves its group, and keeps its pipes, is not waited for', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const controller = new AbortController();
  let pid = 0;
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      pid = Number(text(chunk));
      controller.abort(new Error('enough'));
      vi.advanceTimersByTime(10_000);
    },
  });
  const argv = ['sh', '-c', 'setsid sleep 1000 & echo $!'];
  await expect(run(argv, sink, { signal: controller.signal, maxBytes: 100 })).rejects.toThrow('enough');
  process.kill(pid);
});

test('a slow reader holds the command up', async () => {
  let taken = 0;
  const sink = new WritableStream<Uint8Array>({
    async write(chunk) {
      taken += chunk.length;
      await sleep(20);
    },
  });
  const signal = AbortSignal.timeout(200);
  await expect(run(['yes'], sink, { signal, maxBytes: 2 ** 40 })).rejects.toThrow();
  expect(taken).toBeLessThan(4 << 20); // `yes` prints gigabytes in that time
});

/** One that has ended and was not waited for yet has a state of Z: an orphan's new parent may take its time. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
