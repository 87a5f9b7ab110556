/** k8sdoctor, as it looks at a node of the lab from there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Finding, Report } from '../../src/index.ts';
import type { Namespace } from './namespaces.ts';

const K8SDOCTOR = fileURLToPath(new URL('../../bin/k8sdoctor.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Begun {
  readonly ran: Promise<Ran>;
  readonly said: () => string;
  readonly printed: () => string;
  readonly interrupt: () => boolean;
}

export function begin(ns: Namespace, ...argv: readonly string[]): Begun {
  const child = spawn('ip', ['netns', 'exec', ns.name, process.execPath, K8SDOCTOR, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const ran = Promise.all([once(child, 'close'), text(child.stdout)]).then(([[code], out]): Ran => ({
    code: typeof code === 'number' ? code : null,
    out,
    err: said,
  }));
  return { ran, said: () => said, printed: () => printed, interrupt: () => child.kill('SIGINT') };
}

export const k8sdoctor = (ns: Namespace, ...argv: readonly string[]): Promise<Ran> => begin(ns, ...argv).ran;

export function reportOf({ out, err }: Ran): Report {
  if (out === '') throw new Error(err);
  return JSON.parse(out);
}

/** Infos and warnings tell of how much was captured too, which is not the same twice. */
export const told = ({ findings }: Report): readonly Pick<Finding, 'blame' | 'id' | 'severity'>[] =>
  findings.flatMap(({ id, severity, blame }) => (severity === 'error' ? [{ id, severity, blame }] : []));
