import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { FAILED, HEALTHY, fakeIo, run } from './fake-io.ts';

const lines = (text: string): string[] => text.split('\n').slice(0, -1);

test('text: a line a message', async () => {
  const { code, out } = await run(['decode', FAILED]);
  expect(code).toBe(0);
  for (const line of lines(out)) {
    expect(line).toMatch(/^\d+ \d{4}-\d\d-\d\dT[\d:.]+Z [\d.]+:\d+ > [\d.]+:\d+ (?:OPEN|NOTIFICATION) /);
  }
});

test('jsonl: the frame, the time, both ends and the message', async () => {
  const { out } = await run(['decode', FAILED, '--format', 'jsonl']);
  const messages = lines(out).map((line): Record<string, unknown> => JSON.parse(line));
  expect(Object.keys(messages[0] ?? {})).toEqual(['frame', 'time', 'src', 'dst', 'type', 'length', 'open']);
  expect(messages[1]).toMatchObject({ type: 'NOTIFICATION', notification: { code: 2, subcode: 4, data: '' } });
});

test('jsonl: names the source where there are several', async () => {
  const { out } = await run(['decode', FAILED, HEALTHY, '--format', 'jsonl']);
  const sources = lines(out).map((line): { readonly source: string } => JSON.parse(line));
  expect(new Set(sources.map(({ source }) => source))).toEqual(new Set([FAILED, HEALTHY]));
});

test('a live stream is printed as it comes', async () => {
  const io = fakeIo();
  const running = main(['decode', '-'], io);
  const octets = readFileSync(FAILED);
  io.stdin.write(octets.subarray(0, 1200));
  await expect.poll(io.out).toContain(' OPEN ');
  const early = lines(io.out()).length;
  io.stdin.end(octets.subarray(1200));
  expect(await running).toBe(0);
  expect(lines(io.out()).length).toBeGreaterThan(early);
});

describe('exit codes', () => {
  test('one of two cannot be read: 3, and it is named on standard error', async () => {
    const { code, err } = await run(['decode', HEALTHY, 'missing.pcap']);
    expect({ code, err }).toEqual({ code: 3, err: 'k8sdoctor: missing.pcap: no such file\n' });
  });

  test('cut off in the middle: 3', async () => {
    const octets = readFileSync(FAILED);
    const { code, err } = await run(['decode', '-'], { stdin: octets.subarray(0, -7) });
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringContaining('standard input: not read to its end: '),
    });
  });

  test('nothing can be read: 2', async () => {
    expect(await run(['decode', 'missing.pcap'])).toMatchObject({ code: 2, out: '' });
  });
});

test('a reader that goes away ends it, quietly', async () => {
  const epipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const io = fakeIo({ onWrite: (_, writes) => (writes > 0 ? epipe : undefined) });
  const running = main(['decode', '-'], io);
  const octets = readFileSync(FAILED);
  io.stdin.write(octets.subarray(0, 1200));
  await expect.poll(io.out).toContain(' OPEN ');
  io.stdin.write(octets.subarray(1200));
  expect(await running).toBe(0); // though standard input has not ended
  expect(io.err()).toBe('');
});

test('--ascii', async () => {
  const { out } = await run(['decode', HEALTHY, '--ascii']);
  expect(out).toMatch(/^[\n -~]+$/);
});

test('without both OPENs it says how UPDATEs were read', async () => {
  const oneWay = 'fixtures/capture/one-way-from-node.pcap';
  const { out } = await run(['decode', oneWay, '--format', 'jsonl']);
  const messages = lines(out).map((line): Record<string, unknown> => JSON.parse(line));
  const inferred = messages.map((message) => [message['type'] === 'UPDATE', message['inferred']]);
  expect(inferred).toContainEqual([true, { fourOctetAs: true, addPath: [] }]);
  expect(inferred).not.toContainEqual([true, undefined]);
  expect(inferred).toContainEqual([false, undefined]);
  const { out: text } = await run(['decode', oneWay]);
  expect(text).toContain('inferred without OPENs: AS numbers of 4 octets, no path identifiers');
});
