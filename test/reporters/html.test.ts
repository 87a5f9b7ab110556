import { expect, test } from 'vitest';
import type { Finding, Report } from '../../src/model/report.ts';
import { dataOf, render } from './html/render.ts';
import { failed, refusal, report } from './report.ts';

test('the verdict comes first, and leads to its session', () => {
  const page = render(report);
  expect(page).toContain('<title>1 of 2 sessions is in trouble &ndash; k8sdoctor</title>');
  expect(page.indexOf('class="verdicts"')).toBeLessThan(page.indexOf('id="session-2"'));
  expect(page).toContain('<a href="#session-2"><b>10.0.0.1 (worker-1) – 10.0.0.2</b></a>: <b>failed</b>');
  expect(page).toContain('10.0.0.2, the remote side, has to change.');
  expect(page).toContain('<a href="#gaps">');
});

test('the policy lets nothing in but its own script and style', () => {
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(render(report)) ?? [];
  expect(policy).toBe(
    "default-src 'none'; script-src 'sha256-SCRIPT'; style-src 'sha256-STYLE'; img-src data:; base-uri 'none'; form-action 'none'",
  );
  expect(render(report)).toContain('<script>run()</script>');
  expect(render(report)).not.toMatch(/ style=| on\w+=/);
});

test('a piece of evidence leads to its rung of the ladder', () => {
  const page = render(report);
  const [, rung] = /<a class="place" href="#(s2-\d+)">frame 4<\/a>/.exec(page) ?? [];
  expect(page).toContain(`id="${rung}" role="img" aria-label="0.003 s, frame 4, 10.0.0.1 to 10.0.0.2: OPEN`);
});

const HOSTILE = `</script><img src=x onerror="alert(1)">'&\u202e`;

test('whatever a peer or a cluster chose is text', () => {
  const finding: Finding = {
    ...refusal,
    title: HOSTILE,
    cause: HOSTILE,
    impact: HOSTILE,
    remedy: [HOSTILE, `do\n${HOSTILE}`],
    evidence: [{ source: HOSTILE, text: HOSTILE, frame: 4, time: HOSTILE }],
    references: [{ title: HOSTILE, url: `javascript:${HOSTILE}` }],
  };
  const session = {
    ...failed,
    status: HOSTILE,
    local: { ...failed.local, node: HOSTILE },
    remote: { ...failed.remote, capabilities: [{ code: 73, name: HOSTILE }], families: [HOSTILE] },
    ladder: failed.ladder.map((entry) => ({ ...entry, text: HOSTILE })),
  };
  const hostile: Report = {
    ...report,
    sources: report.sources.map((source) => ({ ...source, name: HOSTILE, linkTypes: [HOSTILE] })),
    sessions: [session],
    findings: [finding, { ...finding, subject: { kind: 'node', id: HOSTILE } }],
    incomplete: [{ source: HOSTILE, what: HOSTILE, why: HOSTILE }],
  };
  const page = render(hostile, { markdown: HOSTILE, capture: { name: HOSTILE, octets: new Uint8Array(3) } });
  expect(page).not.toContain('<img');
  expect(page).not.toContain('javascript:</');
  expect(page).not.toContain('href="javascript');
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(page).not.toMatch(/\p{Bidi_Control}/u);
  expect(dataOf(page)).toMatchObject({ report: hostile, markdown: HOSTILE });
});
