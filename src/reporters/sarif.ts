/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; sections below are of it. */
import type { EvidenceRef, Finding, Incomplete, Report, Severity, Subject } from '../model/report.ts';
import type { RenderOptions, Rule } from './formats.ts';
import { safeJson } from './safe-json.ts';
import { visible } from './visible.ts';

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

export function renderSarif(report: Report, { rules }: RenderOptions): string {
  const ids = new Set([...report.checks.map(({ id }) => id), ...report.findings.map(({ id }) => id)]);
  const own = [...ids].map((id) => rules.find((rule) => rule.id === id) ?? id);
  const indexOf = new Map([...ids].map((id, index) => [id, index]));
  const run = {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        rules: own.map((rule) => (typeof rule === 'string' ? { id: rule } : describeRule(rule))),
      },
    },
    invocations: [
      {
        executionSuccessful: report.incomplete.every(({ why }) => !why.startsWith('crashed')),
        ...(isDate(report.generatedAt) && { endTimeUtc: report.generatedAt }),
        toolExecutionNotifications: report.incomplete.map(notify),
      },
    ],
    artifacts: report.sources
      .filter(({ name }) => name !== '-')
      .map(({ name }) => ({ location: { uri: toUri(name) } })),
    results: report.findings.map((finding) => describeFinding(finding, indexOf.get(finding.id) ?? -1)),
    columnKind: 'utf16CodeUnits',
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${safeJson(log, 2)}\n`;
}

function describeRule({ id, severity, what, why, references: [first], page }: Rule): object {
  return {
    id,
    shortDescription: { text: literal(what) },
    fullDescription: { text: literal(why) },
    help: { text: literal(why), markdown: page() },
    ...(first !== undefined && { helpUri: first.url }),
    defaultConfiguration: { level: LEVEL[severity] },
  };
}

function describeFinding(finding: Finding, ruleIndex: number): object {
  const { id, severity, title, cause, remedy, subject, blame, evidence } = finding;
  const [first, ...more] = locate(finding);
  return {
    ruleId: id,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: [title, cause, ...remedy.map((step, index) => `${index + 1}. ${step}`)].map(literal).join('\n') },
    locations: [{ ...first, logicalLocations: [logical(subject)] }],
    ...(more.length > 0 && { relatedLocations: more.map((location, index) => ({ id: index + 1, ...location })) }),
    // The same fault of the same subject in the next run is the same result.
    partialFingerprints: { 'k8sdoctor/v1': `${id} ${subject.kind} ${subject.id}` },
    properties: { blame, subject, evidence },
  };
}

/** Where each evidence stands; what has a line is first, since viewers open that. */
function locate({ evidence }: Finding): object[] {
  const files = evidence.filter(({ source }) => source !== '-');
  const withLine = files.filter(({ line }) => line !== undefined);
  return [...withLine, ...files.filter((ref) => !withLine.includes(ref))].map(physical);
}

/** A frame has no place among those of a region (§3.30): it is told in words. */
function physical({ source, frame, line, time, text }: EvidenceRef): object {
  const place = frame === undefined ? [] : [`frame ${frame}`, ...(time === undefined ? [] : [time])];
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(source) },
      ...(line !== undefined && { region: { startLine: line, snippet: { text } } }),
    },
    message: { text: literal(place.length === 0 ? text : `${place.join(', ')}: ${text}`) },
  };
}

const logical = ({ kind, id }: Subject): object => ({ name: id, fullyQualifiedName: `${kind}/${id}`, kind });

function notify({ source, what, why }: Incomplete): object {
  return {
    level: why.startsWith('crashed') ? 'error' : 'warning',
    message: { text: literal(`${source === null ? what : `${source}, ${what}`}: ${why}`) },
  };
}

/** In a message braces are placeholders (§3.11.5), and `[text](target)` is a link (§3.11.6). */
function literal(text: string): string {
  return text.split('\n').map(visible).join('\n').replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
}

/** A path as given, as a URI reference (RFC 3986 §4.2). */
function toUri(path: string): string {
  const isWindows = /^[A-Za-z]:[\\/]/.test(path);
  const steps = (isWindows ? `/${path.replaceAll('\\', '/')}` : path).split('/');
  const encoded = steps.map((step) => encodeURIComponent(step.replace(/\p{Cs}/gu, '\ufffd'))).join('/');
  return encoded.startsWith('/') ? `file://${encoded.replace(/^\/+/, '/')}` : encoded;
}

const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text);
