import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { fakeIo, HEALTHY, run } from './fake-io.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/exports/${name}`, import.meta.url));
const BMP = fixture('frr.bmp');
const MRT = fixture('frr-table.mrt');

describe.each([
  ['BMP', BMP, / INITIATION .*\n/],
  ['MRT', MRT, / RIB 10\.244\.1\.0\/24, AS_PATH 64512, since /],
])('%s is known by its content', (_, file, line) => {
  const octets = readFileSync(file);

  test('as a file and as a stream, gzip or not', async () => {
    const { code, out, err } = await run(['decode', file]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(line);
    expect(await run(['decode', '-'], { stdin: octets })).toEqual({ code, out, err });
    expect(await run(['decode', '-'], { stdin: gzipSync(octets) })).toEqual({ code, out, err });
  });

  test('octet by octet', async () => {
    const io = fakeIo();
    const running = main(['decode', '-'], io);
    for (const octet of octets) io.stdin.write(Uint8Array.of(octet));
    io.stdin.end();
    expect(await running).toBe(0);
    expect(io.out()).toBe((await run(['decode', file])).out);
  });

  test('cut off in a record: 3, and where', async () => {
    const { code, out, err } = await run(['decode', '-'], { stdin: octets.subarray(0, -5) });
    expect({ code, err }).toEqual({
      code: 3,
      err: expect.stringMatching(/ends in the middle of \w+ record \d+, at octet \d+/),
    });
    expect(out).not.toBe('');
  });

  test('is no capture', async () => {
    const { code, err } = await run(['bgp', '--pcap', file]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('which k8sdoctor decode reads') });
  });
});

test('beside a capture each line names its source', async () => {
  const { out } = await run(['decode', MRT, HEALTHY, '--format', 'jsonl']);
  const sources = out
    .split('\n')
    .slice(0, -1)
    .map((line): { readonly source: string } => JSON.parse(line));
  expect(new Set(sources.map(({ source }) => source))).toEqual(new Set([MRT, HEALTHY]));
});

test('fewer octets than tell what it is', async () => {
  expect(await run(['decode', '-'], { stdin: Uint8Array.of(3, 0, 0) })).toMatchObject({ code: 2, out: '' });
});
