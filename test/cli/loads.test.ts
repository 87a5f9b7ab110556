import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { FAILED, run } from './fake-io.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isBuilt = existsSync(join(root, 'dist/cli/main.cjs'));
const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-loads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packages that a run loads: V8 reports the coverage of every script that it compiled. */
function packagesOf(...argv: readonly string[]): string[] {
  const coverage = mkdtempSync(join(folder, 'coverage-'));
  const { stderr } = spawnSync(process.execPath, [join(root, 'bin/k8sdoctor.js'), ...argv], {
    env: { ...process.env, NODE_V8_COVERAGE: coverage },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const urls = readdirSync(coverage).flatMap((name) => {
    const { result }: { readonly result: readonly { readonly url: string }[] } = JSON.parse(
      readFileSync(join(coverage, name), 'utf8'),
    );
    return result.map(({ url }) => url);
  });
  const packages = urls.flatMap((url) => /\/node_modules\/((?:@[\w-]+\/)?\w[\w.-]*)\//.exec(url)?.[1] ?? []);
  return [...new Set(packages)].toSorted();
}

describe.skipIf(!isBuilt)('packages (skipped without dist/: npm run build)', () => {
  test('bgp --pcap loads commander, and chalk only for colour: each package costs its start-up', () => {
    expect(packagesOf('bgp', '--pcap', FAILED, '--no-color')).toEqual(['commander']);
    expect(packagesOf('bgp', '--pcap', FAILED, '--color')).toEqual(['chalk', 'commander']);
  });

  test('decode loads commander alone', () => {
    expect(packagesOf('decode', FAILED)).toEqual(['commander']);
  });

  test('report loads ajv besides', async () => {
    const saved = join(folder, 'result.json');
    await run(['bgp', FAILED, '--format', 'json', '-o', saved]);
    expect(packagesOf('report', saved)).toContain('ajv');
  });

  test('slice loads pcap-parser besides', () => {
    expect(packagesOf('slice', FAILED, '-o', join(folder, 'slice.pcap'))).toEqual(['commander', 'pcap-parser']);
  });
});
