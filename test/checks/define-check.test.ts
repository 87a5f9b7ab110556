import { expect, test } from 'vitest';
import { defineCheck } from '../../src/checks/define-check.ts';
import type { Severity } from '../../src/model/report.ts';
import { at, session } from './bgp/session.ts';

const meta = {
  id: 'node/example',
  severity: 'warning',
  explains: [],
  docs: { what: '', why: '', remedy: [], references: [] },
} as const;
const draft = {
  title: 'seen',
  cause: 'inferred',
  subject: { kind: 'node', id: 'n1' },
  blame: null,
  evidence: [],
  remedy: [],
} as const;
const evaluate = (severity?: Severity) =>
  defineCheck({ ...meta, needs: [], run: () => [severity === undefined ? draft : { ...draft, severity }] }).evaluate(
    {},
  );

test('fills in the id and the default severity', () => {
  expect(evaluate().findings).toEqual([
    { ...draft, id: 'node/example', severity: 'warning', impact: null, references: [] },
  ]);
});

test('a finding may say another severity', () => {
  expect(evaluate('info').findings).toMatchObject([{ severity: 'info' }]);
});

test('evidence is what the report shows, and no more of it than a person reads', () => {
  const evidence = Array.from({ length: 20 }, (_, index) => at(index, 'SYN'));
  const check = defineCheck({ ...meta, needs: [], run: () => [{ ...draft, evidence }] });
  const [finding] = check.evaluate({}).findings;
  expect(finding?.evidence).toHaveLength(12);
  expect(finding?.evidence[0]).toEqual({ source: 'bgp.pcap', frame: 0, time: at(0).time, text: 'SYN' });
});

test('is skipped, not passed, where there is nothing to judge', () => {
  const check = defineCheck({ ...meta, needs: ['sessions'], run: () => [] });
  expect(check.evaluate({}).check).toEqual({ id: 'node/example', outcome: 'skipped', missing: ['sessions'] });
  expect(check.evaluate({ sessions: [] }).check.outcome).toBe('skipped');
  expect(check.evaluate({ sessions: [session([])] }).check.outcome).toBe('passed');
});

test('a crash is an outcome, and the report says of what', () => {
  const check = defineCheck({
    ...meta,
    needs: [],
    run: () => {
      throw new TypeError('oops');
    },
  });
  expect(check.evaluate({})).toEqual({
    check: { id: 'node/example', outcome: 'crashed' },
    findings: [],
    incomplete: [{ source: null, what: 'check node/example', why: 'crashed: oops' }],
  });
});
