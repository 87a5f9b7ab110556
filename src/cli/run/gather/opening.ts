import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Opening } from '../../../collectors/collector.ts';
import { redactSecrets } from '../../../redact/secrets.ts';
import { visible } from '../../../reporters/visible.ts';
import type { Io } from '../../io.ts';

/** What a source may use of the world, as the command line gives it: questions go to the terminal, if there is one. */
export function openingOf({ env, stdin, stderr }: Io, signal: AbortSignal): Opening {
  const isAsked = 'isTTY' in stdin && stdin.isTTY === true && stderr.isTTY === true;

  /** Several hosts may have questions: one after the other. */
  let last: Promise<unknown> = Promise.resolve();
  function ask(question: string, isSecret: boolean): Promise<string | null> {
    if (!isAsked) return Promise.resolve(null);
    const answer = last.then(() => (signal.aborted ? null : askNow(question, isSecret)));
    last = answer.catch(() => undefined);
    return answer;
  }

  /** Lines wait while a person answers: nodes that need no question are looked at meanwhile. */
  let held: string[] | null = null;
  function write(line: string): void {
    if (held === null) stderr.write(line);
    else held.push(line);
  }

  async function askNow(question: string, isSecret: boolean): Promise<string | null> {
    stderr.write(visible(question));
    held = [];
    // readline echoes into its output: that of a secret goes nowhere.
    const output = isSecret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : stderr;
    const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
    const close = (): void => lines.close();
    signal.addEventListener('abort', close);
    try {
      return await new Promise<string | null>((resolve) => {
        lines
          .once('line', resolve)
          .once('close', () => resolve(null))
          .once('SIGINT', close);
      });
    } finally {
      signal.removeEventListener('abort', close);
      close();
      if (isSecret) stderr.write('\n');
      stderr.write(held.join(''));
      held = null;
    }
  }

  return {
    signal,
    env,
    say: (line) => write(`k8sdoctor: ${visible(redactSecrets(line).text)}\n`),
    confirm: async (question) => /^y(?:es)?$/i.test((await ask(`${question} [y/N] `, false))?.trim() ?? ''),
    secret: (prompt) => ask(prompt, true),
  };
}
