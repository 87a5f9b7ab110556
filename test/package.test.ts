import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('..', import.meta.url));
const isBuilt = existsSync(`${root}/dist/cli/main.cjs`) && existsSync(`${root}/dist/index.d.ts`);

describe.skipIf(!isBuilt)('the package (skipped without dist/: npm run build)', () => {
  test('holds what a user needs, and nothing else', () => {
    const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ files }]: [{ readonly files: readonly { readonly path: string }[] }] = JSON.parse(packed);
    const paths = files.map(({ path }) => path);
    const other = paths.filter(
      (path) =>
        !/^(?:bin\/(?:k8sdoctor|load)\.js|dist\/.+\.(?:js|d\.ts|cjs|cjs\.cache)|dist\/page\.json|docs\/findings\/.+\.md|docs\/json-schema\/(?:bundle|path|report)-v1\.json|(?:README|CHANGELOG)\.md|LICENSE|package\.json)$/.test(
          path,
        ),
    );
    expect(other).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/k8sdoctor.js',
        'dist/cli/main.cjs',
        'dist/index.js',
        'dist/page.json',
        'dist/index.d.ts',
        'dist/node.js',
        'dist/node.d.ts',
        'docs/json-schema/report-v1.json',
        'docs/json-schema/bundle-v1.json',
        'docs/json-schema/path-v1.json',
        'LICENSE',
      ]),
    );
  });

  test('the command is ASCII: bin/load.js reads it as Latin-1', () => {
    expect(readFileSync(`${root}/dist/cli/main.cjs`).findIndex((octet) => octet > 127)).toBe(-1);
  });

  test('publint has nothing to say', async () => {
    const { messages } = await publint({ pkgDir: root, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, packageJson))).toEqual([]);
  });
});
