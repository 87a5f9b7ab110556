import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { replaceFile } from '../../src/cli/replace-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-replace-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());
const path = join(folder, 'result.json');

test('a signal in mid-write ends the process, which leaves what was there before and nothing else', async () => {
  writeFileSync(path, 'before');
  const others = process.listeners('SIGTERM');
  process.removeAllListeners('SIGTERM');
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const written = [replaceFile(path, 'after'), replaceFile(path, 'x'.repeat(1 << 25))].map((each) =>
    each.catch(() => 'gone'),
  );
  await vi.waitFor(() => expect(readdirSync(folder).length).toBeGreaterThan(1), { interval: 1 });
  process.emit('SIGTERM', 'SIGTERM');
  expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
  expect(readdirSync(folder)).toEqual(['result.json']);
  await Promise.all(written);
  expect(process.listenerCount('SIGTERM')).toBe(0);
  for (const listener of others) process.on('SIGTERM', listener);
});

test('what only its owner could read stays so', async () => {
  const secret = join(folder, 'secret.json');
  writeFileSync(secret, 'before', { mode: 0o600 });
  await replaceFile(secret, 'after');
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  rmSync(secret);
});

test('whoever listens to a signal decides', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const listener = vi.fn();
  process.on('SIGINT', listener);
  const written = replaceFile(path, 'after');
  process.emit('SIGINT', 'SIGINT');
  await written;
  process.off('SIGINT', listener);
  expect([listener.mock.calls.length, kill.mock.calls, readFileSync(path, 'utf8')]).toEqual([1, [], 'after']);
});
