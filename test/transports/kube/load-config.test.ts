import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../../src/transports/kube/load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOTHING = { kubeconfig: undefined, context: undefined };

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const of = (name: string, current = name): string => `
clusters: [{name: ${name}, cluster: {server: "https://${name}:6443", certificate-authority: ca.crt}}]
users: [{name: ${name}, user: {token: t}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}}}]
current-context: ${current}
`;
const one = write('one', of('one'));
const two = write('two', of('two'));

test('what --kubeconfig names comes before $KUBECONFIG, with paths beside it', async () => {
  const config = await loadConfig({ kubeconfig: two, context: undefined }, { KUBECONFIG: one });
  expect(config.getCurrentCluster()).toMatchObject({ server: 'https://two:6443', caFile: join(folder, 'ca.crt') });
});

test('several in $KUBECONFIG are one, whose first entry counts; what is not there is left out', async () => {
  const config = await loadConfig({ ...NOTHING, context: 'two' }, { KUBECONFIG: `${folder}/no:${one}:${two}:${one}` });
  expect(config.contexts.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(config.getCurrentCluster()).toMatchObject({ server: 'https://two:6443' });
});

test('HOME has the last one', async () => {
  await expect(loadConfig(NOTHING, { HOME: folder })).rejects.toThrow('no kubeconfig');
});

test('the proxy of the environment is that of the cluster', async () => {
  const config = await loadConfig({ ...NOTHING, kubeconfig: one }, { HTTPS_PROXY: 'http://proxy:3128' });
  expect(config.getCurrentCluster()?.proxyUrl).toBe('http://proxy:3128');
});

test.each([
  ['a file that is not there', join(folder, 'no'), undefined, 'no such file'],
  ['what is no YAML', write('bad', 'a: [b'), undefined, 'kubeconfig'],
  ['what is no kubeconfig', write('other', 'clusters: 7'), undefined, 'kubeconfig'],
  ['nothing', write('empty', ''), undefined, 'kubeconfig'],
  ['a context that is not there', one, 'three', 'no context “three”'],
  ['no current context', write('none', of('none', '""')), undefined, 'no current context'],
  [
    'a context of no cluster',
    write('torn', of('torn').replace('cluster: torn', 'cluster: gone')),
    undefined,
    'does not have',
  ],
])('%s is a mistake to mend', async (_, kubeconfig, context, words) => {
  const opening = loadConfig({ kubeconfig, context }, {});
  await expect(opening).rejects.toMatchObject({ name: 'SourceError', hint: expect.stringContaining('--') });
  await expect(opening).rejects.toThrow(words);
});
