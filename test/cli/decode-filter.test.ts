import { describe, expect, test } from 'vitest';
import { FAILED, HEALTHY, run } from './fake-io.ts';

interface Line {
  readonly frame: number;
  readonly time: string;
  readonly src: string;
  readonly dst: string;
  readonly type: string;
}

async function decode(file: string, ...options: readonly string[]): Promise<Line[]> {
  const { code, out, err } = await run(['decode', file, '--format', 'json', ...options]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

test('--format json: one array of what jsonl has a line each; empty where nothing matches', async () => {
  const { out } = await run(['decode', HEALTHY, '--format', 'jsonl']);
  const lines = out.trimEnd().split('\n');
  expect(await decode(HEALTHY)).toEqual(lines.map((line) => JSON.parse(line)));
  expect(await decode(HEALTHY, '--as', '1')).toEqual([]);
});

test('--type: several, with commas or repeated, in any case', async () => {
  const types = new Set((await decode(HEALTHY, '--type', 'Open,KEEPALIVE')).map(({ type }) => type));
  expect(types).toEqual(new Set(['OPEN', 'KEEPALIVE']));
  expect(await decode(HEALTHY, '--type', 'open', '--type', 'keepalive')).toEqual(
    await decode(HEALTHY, '--type', 'open,keepalive'),
  );
});

test('--peer: either end, with its port, within a prefix', async () => {
  const all = await decode(FAILED);
  const { src = '' } = all[0] ?? {};
  const [address = ''] = src.split(':');
  expect(await decode(FAILED, '--peer', address)).toEqual(all);
  expect(await decode(FAILED, '--peer', src)).toEqual(all.filter((line) => line.src === src || line.dst === src));
  expect(await decode(FAILED, '--peer', `${address}/24`)).toEqual(all);
  expect(await decode(FAILED, '--peer', '192.0.2.1')).toEqual([]);
});

test('--since and --until: a time, or after the first packet', async () => {
  const all = await decode(FAILED);
  const { time = '' } = all[2] ?? {};
  expect(await decode(FAILED, '--since', time)).toEqual(all.slice(2));
  expect(await decode(FAILED, '--until', time)).toEqual(all.slice(0, 3));
  expect(await decode(FAILED, '--until', '+1s')).toEqual(all.slice(0, 2));
  expect(await decode(FAILED, '--since', '+0m1.5s', '--until', '+1h')).toEqual(all.slice(2));
});

test('several kinds narrow', async () => {
  const [first, ...others] = await decode(FAILED, '--type', 'open', '--until', '+1s', '--as', 'AS64512');
  expect([first?.type, others]).toEqual(['OPEN', []]);
});

describe('wrong values: exit 2, and what would do', () => {
  test.each([
    ['--type', 'opne', 'It is one of open, update'],
    ['--peer', '10.0.0', 'A peer is'],
    ['--peer', '10.0.0.0/8:179', 'A peer is'],
    ['--peer', '10.0.0.1:70000', 'A TCP port is'],
    ['--prefix', '10.0.0.0/40', 'A prefix is'],
    ['--match', 'near', 'It is one of longest'],
    ['--as', '4294967296', 'An AS number is'],
    ['--as', '1.65536', 'An AS number is'],
    ['--community', 'no-exprot', 'no_export'],
    ['--since', 'yesterday', 'A time is'],
    ['--since', '2026-13-01', 'A time is'],
    ['--until', '+5', 'A time is'],
  ])('%s %s', async (option, value, hint) => {
    const { code, out, err } = await run(['decode', HEALTHY, option, value]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(hint);
  });
});
