import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explainCheck } from '../../src/checks/explain.ts';
import { CHECKS } from '../../src/checks/registry.ts';

const path = (relative: string) => new URL(relative, import.meta.url);
const table = readFileSync(path('bgp/notifications.test.ts'), 'utf8');

describe('every check', () => {
  test('has an id of its own', () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  });

  test.each(CHECKS.map((check) => [check.id, check] as const))('%s is documented', (_, { docs }) => {
    expect(docs.what).toMatch(/^[A-Z].*\.$/);
    expect(docs.why.length).toBeGreaterThan(60);
    expect(docs.remedy).not.toEqual([]);
    expect(docs.references).not.toEqual([]);
    for (const { url } of docs.references) expect(url).toMatch(/^https:\/\//);
  });

  test.each(CHECKS.map(({ id }) => [id]))('%s has a test: a case that triggers it, and near-misses', (id) => {
    expect(existsSync(path(`${id}.test.ts`)) || table.includes(`'${id}'`)).toBe(true);
  });

  test.each(CHECKS.map((check) => [check.id, check] as const))('%s has its page', (id, check) => {
    expect(readFileSync(path(`../../docs/findings/${id}.md`), 'utf8')).toBe(explainCheck(check));
  });

  test('explains ids, not itself', () => {
    for (const { id, explains } of CHECKS) {
      expect(explains.filter((other) => !/^[a-z-]+\/[a-z0-9-]+$/.test(other))).toEqual([]);
      expect(id === 'bgp/fsm-error' || !explains.includes(id), id).toBe(true);
    }
  });
});
