/** Annotations of a GitHub workflow: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
import type { EvidenceRef, Finding, Incomplete, Report, Severity } from '../model/report.ts';
import { visible } from './visible.ts';

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

export function renderGithub({ findings, incomplete, summary }: Report): string {
  const { error, warning, info } = summary;
  return [
    ...findings.map(annotate),
    ...incomplete.map(annotateGap),
    `k8sdoctor: ${error} error, ${warning} warning, ${info} info`,
    '',
  ].join('\n');
}

function annotate({ id, severity, title, cause, remedy, subject, evidence }: Finding): string {
  const place = evidence.find(({ line }) => line !== undefined);
  const steps = remedy.map((step, index) => `${index + 1}. ${step}`);
  return command(
    COMMAND[severity],
    { ...(place !== undefined && at(place)), title: `${id}, ${subject.kind} ${subject.id}` },
    [title, cause, ...steps, ...evidence.map(describe)].flatMap((text) => text.split('\n')),
  );
}

function annotateGap({ source, what, why }: Incomplete): string {
  return command('warning', { title: 'not known' }, [`${source === null ? what : `${source}, ${what}`}: ${why}`]);
}

const at = ({ source, line }: EvidenceRef): Record<string, string> => ({ file: source, line: String(line) });

function describe({ source, frame, line, text }: EvidenceRef): string {
  const place = frame !== undefined ? ` frame ${frame}` : line !== undefined ? ` line ${line}` : '';
  return `${source}${place}: ${text}`;
}

/** One line, whatever the texts hold. */
function command(name: string, properties: Readonly<Record<string, string>>, lines: readonly string[]): string {
  const fields = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(visible(value))}`);
  return `::${name} ${fields.join(',')}::${escapeData(lines.map(visible).join('\n'))}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
