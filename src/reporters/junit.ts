/** JUnit's XML as Jenkins, GitLab and GitHub's actions read it: a suite for each family of checks. */
import type { CheckResult, Finding, Incomplete, Report } from '../model/report.ts';
import { visible } from './visible.ts';

interface Case {
  readonly name: string;
  readonly suite: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  /** Of the outcome, in a line. */
  readonly message: string;
  readonly text: string;
}

/** What is wrong with severity `error` fails; what is less passes, and is told in its output, as the exit code has it. */
export function renderJunit(report: Report): string {
  const { checks, findings, incomplete, generatedAt } = report;
  const cases = [
    ...findings.map(caseOfFinding),
    ...checks.filter(({ outcome }) => outcome !== 'failed').flatMap((check) => caseOfCheck(check, incomplete)),
    ...incomplete.filter((gap) => !isCrash(gap)).map(caseOfGap),
  ];
  const suites = [...new Set(cases.map(({ suite }) => suite))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="k8sdoctor"${counts(cases)}>`,
    ...suites.flatMap((name) => {
      const own = cases.filter(({ suite }) => suite === name);
      return [
        `  <testsuite name="${escapeXml(name)}"${counts(own)} timestamp="${escapeXml(generatedAt.replace(/(\.\d+)?Z$/, ''))}">`,
        ...own.flatMap(renderCase),
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOfFinding(finding: Finding): Case {
  const { id, severity, title, cause, remedy, subject, evidence } = finding;
  const proof = evidence.map(({ source, frame, line, text }) => {
    const place = frame !== undefined ? ` frame ${frame}` : line !== undefined ? ` line ${line}` : '';
    return `${source}${place}: ${text}`;
  });
  return {
    name: `${id}, ${subject.kind} ${subject.id}`,
    suite: familyOf(id),
    outcome: severity === 'error' ? 'failure' : 'passed',
    message: title,
    text: [`${severity}: ${title}`, cause, ...proof, ...remedy.map((step, index) => `${index + 1}. ${step}`)].join(
      '\n',
    ),
  };
}

function caseOfCheck({ id, outcome, missing = [] }: CheckResult, incomplete: readonly Incomplete[]): Case[] {
  const base = { name: id, suite: familyOf(id), text: '' };
  if (outcome === 'passed') return [{ ...base, outcome, message: '' }];
  if (outcome === 'skipped') return [{ ...base, outcome, message: `no ${missing.join(', ')}` }];
  if (outcome === 'not-applicable') return [{ ...base, outcome: 'skipped', message: 'not applicable' }];
  const why = incomplete.find(({ what }) => what === `check ${id}`)?.why ?? 'crashed';
  return [{ ...base, outcome: 'error', message: why }];
}

function caseOfGap({ source, what, why }: Incomplete): Case {
  const name = source === null ? what : `${source}, ${what}`;
  return { name, suite: 'evidence', outcome: 'error', message: why, text: '' };
}

const isCrash = ({ source, what }: Incomplete): boolean => source === null && what.startsWith('check ');
const familyOf = (id: string): string => id.replace(/\/.*$/, '');

function counts(cases: readonly Case[]): string {
  const of = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return ` tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

function renderCase({ name, suite, outcome, message, text }: Case): string[] {
  const open = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}"`;
  const body = text.split('\n').map(escapeXml).join('\n');
  if (outcome !== 'passed') {
    const type = outcome === 'skipped' ? '' : ` type="${outcome}"`;
    return [
      `${open}>`,
      `      <${outcome} message="${escapeXml(message)}"${type}>${body}</${outcome}>`,
      '    </testcase>',
    ];
  }
  return text === '' ? [`${open}/>`] : [`${open}>`, `      <system-out>${body}</system-out>`, '    </testcase>'];
}

/** XML has no way to write most control characters: `visible` leaves none. */
function escapeXml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
