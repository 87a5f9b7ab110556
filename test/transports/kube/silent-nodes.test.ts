import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noteSilent, SilentNode, throwIfSilent } from '../../../src/transports/kube/silent-nodes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a node that said nothing is not asked for a minute, with the same words; others are', () => {
  const client = { server: 'https://c' };
  const silent = new SilentNode('its kubelet does not answer');
  noteSilent(client, 'node-1', silent);
  expect(() => throwIfSilent(client, 'node-1')).toThrow(silent);
  expect(() => throwIfSilent(client, 'node-2')).not.toThrow();
  vi.advanceTimersByTime(50_000);
  noteSilent(client, 'node-1', silent);
  vi.advanceTimersByTime(20_000);
  expect(() => throwIfSilent(client, 'node-1')).not.toThrow();
});
