import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  cpSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { main } from '../../src/cli/main.ts';
import { FAILED, HEALTHY, fakeIo, run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
function file(name: string, content: Uint8Array | string): string {
  writeFileSync(at(name), content);
  return at(name);
}
async function diagnose(...argv: readonly string[]): Promise<{ readonly code: number; readonly report: Report }> {
  const { code, out } = await run(['bgp', '--format', 'json', ...argv]);
  const report: Report = JSON.parse(out);
  return { code, report };
}

const RECOVERED = join(HEALTHY, '../../session/hold-timer-recovered.pcap');
/** It fails. */
const OF_ANOTHER_ROUTER = join(HEALTHY, '../../session/mtu-black-hole.pcap');

/** A little-endian pcap. */
function split(capture: Buffer): { readonly header: Buffer; readonly records: readonly Buffer[] } {
  const records: Buffer[] = [];
  for (let start = 24; start < capture.length; start += records.at(-1)?.length ?? 0) {
    records.push(capture.subarray(start, start + 16 + capture.readUInt32LE(start + 8)));
  }
  return { header: capture.subarray(0, 24), records };
}

describe('exit codes', () => {
  test.each([
    ['a failed session', [FAILED], 1],
    ['a failed session that may fail', [FAILED, '--fail-on', 'never'], 0],
    ['a healthy session', [HEALTHY], 0],
    ['captures by --pcap and as operands', ['--pcap', HEALTHY, OF_ANOTHER_ROUTER], 1],
  ])('%s', async (_, argv, code) => {
    expect((await run(['bgp', ...argv])).code).toBe(code);
  });
});

test('text begins with the verdict', async () => {
  const { out } = await run(['bgp', FAILED]);
  expect(out).toMatch(/^✗ 192\.168\.10\.11 – 192\.168\.10\.1: failed\n {2}192\.168\.10\.1 answers the OPEN/);
});

test('--quiet prints nothing but the verdict', async () => {
  const { out } = await run(['bgp', '-q', HEALTHY]);
  expect(out).toBe('✓ 1 session established, nothing wrong found.\n');
});

test('rotated files are read as they were written, not as their names sort', async () => {
  const { header, records } = split(readFileSync(RECOVERED));
  const parts = [0, 1, 2, 3].map((part) => {
    const of = records.filter((_, index) => Math.floor((index * 4) / records.length) === part);
    return file(part === 0 ? 'rotated.pcap' : `rotated.pcap${part * 4}`, Buffer.concat([header, ...of]));
  });
  const whole = await diagnose(RECOVERED);
  const sorted = await diagnose(...parts.toSorted());
  expect(parts.toSorted()).not.toEqual(parts);
  expect(sorted.report.sessions.map(({ status }) => status)).toEqual(whole.report.sessions.map(({ status }) => status));
  expect(sorted.report.findings.map(({ id }) => id)).toEqual(whole.report.findings.map(({ id }) => id));
});

test('--cni puts its commands into the remedies', async () => {
  const [plain, cilium] = await Promise.all([diagnose(FAILED), diagnose(FAILED, '--cni', 'cilium')]);
  expect(cilium.report.findings[0]?.remedy).not.toEqual(plain.report.findings[0]?.remedy);
});

test('two speakers on one side: no commands rather than wrong ones', async () => {
  const [plain, both] = await Promise.all([diagnose(FAILED), diagnose(FAILED, '--cni', 'calico', '--cni', 'metallb')]);
  expect(both.report.findings).toEqual(plain.report.findings);
});

describe('standard input', () => {
  test('is read for -', async () => {
    const { code, out } = await run(['bgp', '-q', '--pcap', '-'], { stdin: readFileSync(HEALTHY) });
    expect(out).toContain('1 session established');
    expect(code).toBe(0);
  });

  test('is not read twice', async () => {
    expect(await run(['bgp', '-', '--pcap', '-'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('given twice'),
    });
  });

  test('is diagnosed as far as it came when ^C ends it', async () => {
    const io = fakeIo();
    const running = main(['bgp', '-q', '-'], io);
    io.stdin.write(readFileSync(FAILED).subarray(0, -7));
    setTimeout(() => io.interrupt('SIGINT'), 50);
    expect(await running).toBe(130);
    expect(io.out()).toMatch(/^✗ .* failed\n/);
    expect(io.out()).not.toContain('packet 30'); // whose end was still to come
  });

  test('is read to its end if that follows the signal, as tcpdump does in the same pipe', async () => {
    const io = fakeIo();
    const running = main(['bgp', '-q', '-'], io);
    setTimeout(() => {
      io.interrupt('SIGTERM');
      io.stdin.end(readFileSync(HEALTHY));
    }, 20);
    expect(await running).toBe(143);
    expect(io.out()).toContain('1 session established');
  });
});

describe('a source that cannot be read', () => {
  test.each([
    ['is missing', () => at('missing.pcap'), 'no such file'],
    ['is a directory', () => folder, 'is a directory'],
    ['is empty', () => file('empty.pcap', ''), 'it is empty'],
    ['is not a capture', () => file('notes.txt', 'hello, world\n'), 'not a pcap or pcapng'],
  ])('%s: 2, a line and a hint', async (_, make, reason) => {
    const { code, out, err } = await run(['bgp', make()]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^k8sdoctor: [^\n]+\n {2}[^\n]+\n$/);
    expect(err).toContain(reason);
  });

  test.skipIf(process.getuid?.() === 0)('may not be read (skipped for root, who may)', async () => {
    const path = file('secret.pcap', readFileSync(HEALTHY));
    chmodSync(path, 0);
    expect(await run(['bgp', path])).toMatchObject({ code: 2, err: expect.stringContaining('permission denied') });
  });

  test('beside one that can: the other is diagnosed, 3, and named', async () => {
    const { code, report } = await diagnose(HEALTHY, at('missing.pcap'));
    expect(code).toBe(3);
    expect(report.sessions).toHaveLength(1);
    expect(report.incomplete).toEqual([{ source: at('missing.pcap'), what: 'capture', why: 'no such file' }]);
  });

  test('named with control characters: they are written out', async () => {
    const { err } = await run(['bgp', at('\u{1b}[2J.pcap')]);
    expect(err).not.toContain('\u{1b}');
  });
});

test('a capture that was cut off is a finding, not a gap', async () => {
  cpSync(FAILED, at('cut.pcap'));
  truncateSync(at('cut.pcap'), readFileSync(FAILED).length - 7);
  const { report } = await diagnose(at('cut.pcap'));
  expect(report.findings.map(({ id }) => id)).toContain('capture/truncated');
  expect(report.incomplete).toEqual([]);
});

describe('-o', () => {
  test('writes the result there, whole, and nothing else', async () => {
    const { code, out } = await run(['bgp', HEALTHY, '--format', 'json', '-o', at('report.json')]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(JSON.parse(readFileSync(at('report.json'), 'utf8'))).toMatchObject({ schema: 'k8sdoctor/report/v1' });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('replaces a file', async () => {
    await run(['bgp', '-q', HEALTHY, '-o', file('old.txt', 'old and much longer than what comes now'.repeat(9))]);
    expect(readFileSync(at('old.txt'), 'utf8')).toBe('✓ 1 session established, nothing wrong found.\n');
  });

  test('never an input, whatever it is called', async () => {
    cpSync(HEALTHY, at('input.pcap'));
    symlinkSync(at('input.pcap'), at('link.pcap'));
    const { code, err } = await run(['bgp', at('input.pcap'), '-o', at('link.pcap')]);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('it is an input') });
    expect(readFileSync(at('input.pcap'))).toEqual(readFileSync(HEALTHY));
  });

  test.each([
    ['a directory that is not there', () => at('nowhere/report.json'), 'there is no directory'],
    ['a directory', () => folder, 'it is a directory'],
  ])('%s: 2 before anything is read', async (_, path, reason) => {
    expect(await run(['bgp', at('missing.pcap'), '-o', path()])).toMatchObject({
      code: 2,
      err: expect.stringContaining(reason),
    });
  });
});

test('a reader that goes away is no error', async () => {
  const epipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  expect(await run(['bgp', HEALTHY], { onWrite: () => epipe })).toEqual({ code: 0, out: '', err: '' });
});

test('a full disk is an error', async () => {
  const enospc = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(await run(['bgp', HEALTHY], { onWrite: () => enospc })).toMatchObject({
    code: 2,
    err: expect.stringContaining('cannot write to standard output: no space left on device'),
  });
});
