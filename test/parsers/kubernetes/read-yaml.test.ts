import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Output } from '../../../src/parsers/format.ts';
import { readManifest } from '../../../src/parsers/kubernetes/read-yaml.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { runs } from '../../arbitraries/runs.ts';

const read = (text: string): Output =>
  readManifest({ source: 'x', node: null, command: null, line: 1, lines: text.split('\n') });
const LIST = `apiVersion: v1
items:
# what kubectl would not print
- apiVersion: v1
  kind: Node
  metadata:
    name: worker-1
- apiVersion: v1
  kind: Secret
  metadata:
    name: bgp
  data:
    password: c2VjcmV0
- apiVersion: example.com/v1
  kind: Whatever
  metadata:
    name: other
    namespace: default
kind: List
`;

describe('resources as YAML', () => {
  test('lists, with the line of each; no Secret', () => {
    expect(read(LIST).cluster?.resources).toMatchObject([
      { kind: 'Node', name: 'worker-1', namespace: null, at: { line: 4 } },
      { kind: 'Whatever', name: 'other', namespace: 'default', at: { line: 14 } },
    ]);
    expect(JSON.stringify(read(LIST))).not.toContain('c2VjcmV0');
  });

  test('several documents, one of them damaged', () => {
    const { cluster, gaps } = read(
      `kind: A\napiVersion: v1\n---\nkind: B\napiVersion: v1\nspec: [1,\n---\nkind: C\napiVersion: v1\n`,
    );
    expect(cluster?.resources?.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['A']));
    expect(gaps).toMatchObject([{ line: expect.any(Number), why: expect.any(String) }]);
  });

  test.each([
    [
      'aliases that grow',
      `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefghij'
        .split('')
        .map(
          (name, index) =>
            `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[index]}`).join(',')}]`,
        )
        .join('\n')}\nkind: X\napiVersion: v1\n`,
    ],
    ['brackets', `kind: X\napiVersion: v1\nspec: ${'['.repeat(5000)}`],
  ])('%s are left out, or told', (_, text) => {
    const { cluster, gaps = [] } = read(text);
    expect(cluster?.resources?.length === 0 || gaps.length > 0).toBe(true);
  });

  test('a pasted listing is told from what stands around it', () => {
    const text = `$ ip route\n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1\n$ kubectl get nodes -o yaml\n${LIST}10.1.0.0/24 via 10.0.0.2 dev eth0\n`;
    const { found, unknown } = readPaste(text, 'x', { readManifest });
    expect(found.map(({ format }) => format)).toEqual(['ip route', 'Kubernetes resources', 'ip route']);
    expect(unknown).toEqual([]);
  });

  test('any text is read, or told', () => {
    fc.assert(
      fc.property(fc.nat(LIST.length), fc.string({ maxLength: 8 }), (at, noise) => {
        const { cluster, gaps } = read(LIST.slice(0, at) + noise + LIST.slice(at + 2));
        expect(cluster !== undefined || (gaps ?? []).length > 0).toBe(true);
      }),
      runs(80),
    );
  });
});
