import { readFileSync } from 'node:fs';
import type { Finding } from '../../../src/model/report.ts';
import { run } from '../../cli/fake-io.ts';

/** What `status` finds of that id in a paste of `fixtures/outputs/node`, or in the text itself. */
export async function foundBy(id: string, name: string): Promise<readonly Finding[]> {
  const isText = name.includes('\n');
  const text = isText
    ? name
    : readFileSync(new URL(`../../../fixtures/outputs/node/${name}.txt`, import.meta.url), 'utf8');
  const { out } = await run(['status', '-', '--format', 'json'], { stdin: new TextEncoder().encode(text) });
  const report: { readonly findings: readonly Finding[] } = JSON.parse(out);
  return report.findings.filter((finding) => finding.id === id);
}
