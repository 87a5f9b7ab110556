import { describe, expect, test } from 'vitest';
import type { CheckMeta, Share } from '../../src/checks/define-check.ts';
import { verdict } from '../../src/checks/verdict.ts';
import type { CheckId, Finding, Severity } from '../../src/model/report.ts';
import type { SessionState } from '../../src/model/session.ts';

type Rule = Pick<CheckMeta, 'id' | 'explains'> & Partial<Pick<CheckMeta, 'severity'>>;

const finding = (
  id: CheckId,
  severity: Severity = 'error',
  subject = 's1',
  frames: readonly number[] = [1],
): Finding => ({
  id,
  severity,
  title: id,
  cause: '',
  remedy: [],
  subject: { kind: 'session', id: subject },
  blame: null,
  impact: null,
  evidence: frames.map((frame) => ({ source: 'bgp.pcap', frame, text: id })),
  references: [],
});

const told = (text: string, frame = 1) => ({ source: 'bgp.pcap', frame, text });

const judge = (rules: readonly Rule[], findings: readonly Finding[], state?: SessionState) => {
  const shares = rules.map(({ id }): Share => {
    const own = findings.filter((one) => one.id === id);
    return { check: { id, outcome: own.length === 0 ? 'passed' : 'failed' }, findings: own, incomplete: [] };
  });
  return verdict(
    rules.map((rule) => ({ severity: 'error', ...rule })),
    shares,
    () => state,
  );
};

const CHAIN: readonly Rule[] = [
  { id: 'x/cause', explains: ['x/middle'] },
  { id: 'x/middle', explains: ['x/end'] },
  { id: 'x/end', explains: [] },
];

describe('verdict', () => {
  test('folds a consequence into its cause, and says so of the check', () => {
    const { findings, checks } = judge(CHAIN, [finding('x/cause'), finding('x/middle', 'error', 's1', [2])]);
    expect(findings).toMatchObject([{ id: 'x/cause', evidence: [{ frame: 1 }, { frame: 2 }] }]);
    expect(checks).toEqual([
      { id: 'x/cause', outcome: 'failed' },
      { id: 'x/middle', outcome: 'failed', explainedBy: ['x/cause'] },
      { id: 'x/end', outcome: 'passed' },
    ]);
  });

  test('a cause that is itself explained passes on what it explains', () => {
    const { findings, checks } = judge(CHAIN, [finding('x/cause'), finding('x/middle'), finding('x/end')]);
    expect(findings.map(({ id }) => id)).toEqual(['x/cause']);
    expect(checks[2]).toEqual({ id: 'x/end', outcome: 'failed', explainedBy: ['x/cause'] });
  });

  test('only findings that are there pass on', () => {
    expect(judge(CHAIN, [finding('x/cause'), finding('x/end')]).findings).toHaveLength(2);
  });

  test('folds nothing across subjects', () => {
    const { findings, checks } = judge(CHAIN, [finding('x/cause'), finding('x/middle', 'error', 's2')]);
    expect(findings).toHaveLength(2);
    expect(checks[1]).toEqual({ id: 'x/middle', outcome: 'failed' });
  });

  test('a warning that explains an error becomes one', () => {
    expect(judge(CHAIN, [finding('x/cause', 'warning'), finding('x/middle')]).findings).toMatchObject([
      { id: 'x/cause', severity: 'error' },
    ]);
    expect(judge(CHAIN, [finding('x/cause', 'warning'), finding('x/middle', 'info')]).findings).toMatchObject([
      { severity: 'warning' },
    ]);
  });

  test('but not on a session that an operator closed', () => {
    const findings = [finding('x/cause', 'warning'), finding('x/middle')];
    expect(judge(CHAIN, findings, 'closed').findings).toMatchObject([{ id: 'x/cause', severity: 'warning' }]);
  });

  test('an info hides no error, but where the session recovered', () => {
    const findings = [finding('x/cause', 'info'), finding('x/middle')];
    expect(judge(CHAIN, findings).findings).toHaveLength(2);
    expect(judge(CHAIN, findings, 'recovered').findings).toMatchObject([{ id: 'x/cause', severity: 'info' }]);
    expect(judge(CHAIN, [finding('x/cause', 'info'), finding('x/middle', 'info')]).findings).toHaveLength(1);
  });

  test('reads the evidence as it was captured', () => {
    const cause = finding('x/cause', 'error', 's1', [9, 4]);
    const { findings } = judge(CHAIN, [cause, finding('x/middle', 'error', 's1', [7, 2])]);
    expect(findings[0]?.evidence.map(({ frame }) => frame)).toEqual([2, 4, 7, 9]);
  });

  test('of two causes both keep the evidence', () => {
    const rules: readonly Rule[] = [
      { id: 'x/a', explains: ['x/c'] },
      { id: 'x/b', explains: ['x/c'] },
      { id: 'x/c', explains: [] },
    ];
    const { findings, checks } = judge(rules, [finding('x/a'), finding('x/b'), finding('x/c', 'error', 's1', [9])]);
    expect(findings.map(({ evidence }) => evidence.at(-1)?.frame)).toEqual([9, 9]);
    expect(checks[2]?.explainedBy).toEqual(['x/a', 'x/b']);
  });

  test('in a circle the first one stands', () => {
    const rules: readonly Rule[] = [
      { id: 'x/a', explains: ['x/b'] },
      { id: 'x/b', explains: ['x/a', 'x/c'] },
      { id: 'x/c', explains: ['x/a'] },
    ];
    const all = [finding('x/c'), finding('x/b'), finding('x/a')];
    expect(judge(rules, all).findings.map(({ id }) => id)).toEqual(['x/a']);
    expect(judge(rules, all.slice(0, 2)).findings.map(({ id }) => id)).toEqual(['x/b']);
  });

  test('a check that explains itself still stands', () => {
    expect(judge([{ id: 'x/a', explains: ['x/a'] }], [finding('x/a'), finding('x/a')]).findings).toHaveLength(2);
  });

  test('keeps the same frame once, and no more than a person reads', () => {
    const frames = Array.from({ length: 10 }, (_, index) => index);
    const rules: readonly Rule[] = [
      { id: 'x/a', explains: ['x/b'] },
      { id: 'x/b', explains: [] },
    ];
    const twice = { ...finding('x/a'), evidence: [...finding('x/a').evidence, ...finding('x/a').evidence] };
    expect(judge(rules, [twice]).findings[0]?.evidence).toHaveLength(1);
    expect(
      judge(rules, [finding('x/a', 'error', 's1', frames), finding('x/b', 'error', 's1', frames)]).findings[0]
        ?.evidence,
    ).toHaveLength(12);
  });

  test('sorts by severity, then subject, then id', () => {
    const rules: readonly Rule[] = [
      { id: 'x/b', explains: [] },
      { id: 'x/a', explains: [] },
    ];
    const all = [finding('x/b', 'info'), finding('x/b', 'error', 's2'), finding('x/b'), finding('x/a')];
    expect(judge(rules, all).findings.map(({ id, severity, subject }) => `${severity} ${subject.id} ${id}`)).toEqual([
      'error s1 x/a',
      'error s1 x/b',
      'error s2 x/b',
      'info s1 x/b',
    ]);
  });

  test('of a session that recovered, what had kept it down comes first', () => {
    const rules: readonly Rule[] = [
      { id: 'x/curious', severity: 'info', explains: [] },
      { id: 'x/fault', severity: 'error', explains: [] },
      { id: 'x/doubt', severity: 'warning', explains: [] },
    ];
    const all = rules.map(({ id }) => finding(id, 'info'));
    expect(judge(rules, all, 'recovered').findings.map(({ id }) => id)).toEqual(['x/fault', 'x/doubt', 'x/curious']);
  });

  test('keeps outcomes and what is incomplete', () => {
    const share: Share = {
      check: { id: 'x/a', outcome: 'crashed' },
      findings: [],
      incomplete: [{ source: null, what: 'check x/a', why: 'crashed: oops' }],
    };
    expect(verdict([{ id: 'x/a', severity: 'error', explains: [] }], [share])).toEqual({
      findings: [],
      checks: [share.check],
      incomplete: share.incomplete,
    });
  });
});

test('of a frame that two findings point at, the words that say more are kept', () => {
  const [cause, consequence] = [finding('x/cause'), finding('x/middle')];
  const { findings } = judge(CHAIN, [
    { ...cause, evidence: [told('UPDATE: ORIGIN with flags 0xc0')] },
    { ...consequence, evidence: [told('UPDATE'), told('UPDATE', 2)] },
  ]);
  expect(findings.map(({ evidence }) => evidence)).toEqual([
    [told('UPDATE: ORIGIN with flags 0xc0'), told('UPDATE', 2)],
  ]);
});
