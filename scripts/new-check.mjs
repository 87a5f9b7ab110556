/** `npm run new:check -- bgp/some-fault`: writes the skeleton of a check and of its test, and says what is left to do. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const [id = ''] = process.argv.slice(2);
const [, group, slug] = /^(bgp)\/([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(id) ?? [];
if (slug === undefined) {
  console.error('usage: node scripts/new-check.mjs bgp/ID-OF-THE-FINDING');
  process.exit(2);
}
const name = slug.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

const check = `import type { Check } from '../define-check.ts';
import { rfc } from '../rfc.ts';
import { defineSessionCheck } from './define-session-check.ts';

export const ${name}: Check = defineSessionCheck({
  id: '${id}',
  severity: 'error',
  explains: [],
  docs: {
    what: 'When it holds, in one sentence.',
    why: 'What it means and how it is proven, for someone who is called at night.',
    remedy: [],
    references: [rfc(4271, '8')],
  },
  judge(session) {
    return [];
  },
});
`;

const test = `import { describe, expect, test } from 'vitest';
import { ${name} } from '../../../src/checks/${group}/${slug}.ts';
import { connection, findingsOf } from './session.ts';

describe('${id}', () => {
  test('holds when', () => {
    expect(findingsOf(${name}, [connection({})])).toMatchObject([{ severity: 'error', blame: null }]);
  });

  test('a near miss is none', () => {
    expect(findingsOf(${name}, [connection({})])).toEqual([]);
  });
});
`;

await create(`src/checks/${group}/${slug}.ts`, check);
await create(`test/checks/${group}/${slug}.test.ts`, test);
console.log(`Then: add ${name} to src/checks/registry.ts (causes before consequences), add a capture that triggers it to
fixtures/, and run: npm run generate`);

/** Never over a file that is there. */
async function create(path, text) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: 'wx' });
  console.log(`wrote ${path}`);
}
