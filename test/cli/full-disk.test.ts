/** On file systems of so many octets: who isn't root can't make one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createBundle } from '../../src/bundles/write-bundle.ts';
import { createIntake } from '../../src/cli/run/gather/intake.ts';
import { gatherLive } from '../../src/cli/run/gather/live.ts';
import type { Manifest } from '../../src/model/bundle.ts';
import { FAILED, run } from './fake-io.ts';
import { capturing, fakeFleet, fakeTarget, hangs, prints } from './gather/fake-fleet.ts';

const root = mkdtempSync(join(tmpdir(), 'k8sdoctor-full-'));
const mounted: string[] = [];

function mount(size: string): string {
  const folder = join(root, `${mounted.length}`);
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  mounted.push(folder);
  return folder;
}

function canMount(): boolean {
  try {
    return mount('4k') !== '';
  } catch {
    return false;
  }
}
const isSkipped = !canMount();
if (isSkipped) console.warn('full disk: skipped, since only root can mount a tmpfs');

afterAll(() => {
  for (const folder of mounted) execFileSync('umount', [folder]);
  rmSync(root, { recursive: true, force: true });
});

const MANIFEST: Manifest = {
  schema: 'k8sdoctor/bundle/v1',
  tool: { name: 'k8sdoctor', version: '1' },
  startedAt: '',
  finishedAt: '',
  asked: { command: 'collect', durationSeconds: null, maxBytes: null },
  interrupted: false,
  nodes: [],
  artifacts: [],
  incomplete: [],
  removed: [],
};

describe.skipIf(isSkipped)('a full disk', () => {
  test('-o: one line, no file, and the result where it can be read', async () => {
    const folder = mount('4k');
    const { code, out, err } = await run(['bgp', FAILED, '--format', 'json', '-o', join(folder, 'result.json')]);
    expect(code).toBe(2);
    expect(err).toContain('result.json: no space left on device; it is on standard output instead\n');
    expect(JSON.parse(out)).toMatchObject({ summary: { error: 1 } });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('--evidence: the verdict stands, and says which capture could not be written', async () => {
    const folder = mount('4k');
    const { code, out } = await run(['bgp', 'fixtures/session/mtu-black-hole.pcap', '--evidence', folder]);
    expect(code).toBe(1);
    expect(out).toMatch(/\.pcap:\s+cannot\s+be\s+written:\s+no\s+space\s+left\s+on\s+device/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a collection ends everywhere, and leaves nothing', async () => {
    const folder = mount('32k');
    const writer = await createBundle(join(folder, 'bundle.tar.gz'));
    const large = fakeTarget('large', { sysctl: prints('net.ipv4.ip_forward = 1\n'.repeat(4000)), ip: hangs });
    const capture = fakeTarget('capture', { tcpdump: capturing(FAILED), ip: prints('[]') });
    const collected = gatherLive(fakeFleet(large, capture), {
      topics: ['bgp', 'sysctl'],
      limits: { durationSeconds: 3600, maxBytes: 1 << 20 },
      failingOnly: false,
      parallel: 8,
      intake: createIntake({}),
      writer,
      signal: new AbortController().signal,
      now: () => 0,
      say: () => undefined,
    });
    await expect(collected).rejects.toThrow('ENOSPC');
    await writer.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('room for what was gathered, and none for the archive of it', async () => {
    const folder = mount('64k');
    const writer = await createBundle(join(folder, 'bundle.tar'));
    await writer.write('nodes/n/sysctl.txt', new Uint8Array(40_000));
    await expect(writer.finish(MANIFEST)).rejects.toThrow('ENOSPC');
    await writer.discard();
    expect(readdirSync(folder)).toEqual([]);
  });
});
