import { expect, test } from 'vitest';
import { within } from '../../src/collectors/patience.ts';

const forever = new Promise<never>(() => undefined);

test('what ends is as it ended', async () => {
  expect(await within(Promise.resolve('told'), new AbortController().signal)).toBe('told');
  await expect(within(Promise.reject(new Error('failed')), new AbortController().signal)).rejects.toThrow('failed');
});

test('what was aborted has a while to end', async () => {
  const controller = new AbortController();
  const late = new Promise<string>((resolve) => {
    controller.signal.addEventListener('abort', () => setTimeout(() => resolve('cleaned up'), 10));
  });
  const told = within(late, controller.signal, 10_000);
  controller.abort();
  expect(await told).toBe('cleaned up');
});

test('what goes on although it was aborted is given up', async () => {
  const signal = AbortSignal.abort(new Error('no answer'));
  await expect(within(forever, signal, 1)).rejects.toThrow('no answer');
});
