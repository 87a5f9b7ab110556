import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAILED } from './fake-io.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Within the repository, so that its packages are found.
const folder = mkdtempSync(join(root, 'node_modules/.k8sdoctor-loads-'));

beforeAll(() => {
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  cpSync(join(root, 'docs/json-schema'), join(folder, 'docs/json-schema'), { recursive: true });
  const script = `import { bundle } from './scripts/bundle.mjs'; await (await bundle(['src/cli/main.ts'], 'cjs')).write(process.argv[1] + '/dist');`;
  const built = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(built).toMatchObject({ status: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packages that a run loads: V8 reports the coverage of every script that it compiled. */
function packagesOf(...argv: readonly string[]): string[] {
  const coverage = mkdtempSync(join(folder, 'coverage-'));
  const script = `import { load } from ${JSON.stringify(pathToFileURL(join(root, 'bin/load.js')).href)};
    const { main } = load(${JSON.stringify(join(folder, 'dist/cli/main.cjs'))});
    process.exitCode = await main(${JSON.stringify(argv)}, process);`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
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

test('bgp --pcap loads commander, and chalk only for colour: each package costs its start-up', () => {
  expect(packagesOf('bgp', '--pcap', FAILED, '--no-color')).toEqual(['commander']);
  expect(packagesOf('bgp', '--pcap', FAILED, '--color')).toEqual(['chalk', 'commander']);
});

test('decode loads commander alone', () => {
  expect(packagesOf('decode', FAILED)).toEqual(['commander']);
});

test('report loads ajv besides', () => {
  const saved = join(folder, 'result.json');
  packagesOf('bgp', FAILED, '--format', 'json', '-o', saved);
  expect(packagesOf('report', saved)).toContain('ajv');
});

test('slice loads pcap-parser besides', () => {
  expect(packagesOf('slice', FAILED, '-o', join(folder, 'slice.pcap'))).toEqual(['commander', 'pcap-parser']);
});
