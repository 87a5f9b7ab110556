import type { Opening } from '../../../collectors/collector.ts';
import { redactSecrets } from '../../../redact/secrets.ts';
import { visible } from '../../../reporters/visible.ts';
import { askPerson, isYes } from '../../ask-person.ts';
import type { Interrupts } from '../../interrupts.ts';
import type { Io } from '../../io.ts';

export interface CliOpening extends Opening {
  /** Takes questions back, and ends what is only being started: nobody wants it any more. */
  end(): void;
}

/** What a source may use of the world, as the command line gives it: questions go to the terminal, if there is one. */
export function openingOf(
  { env, stdin, stderr }: Io,
  { signal: interrupted, interrupt }: Pick<Interrupts, 'interrupt' | 'signal'>,
): CliOpening {
  const isAsked = 'isTTY' in stdin && stdin.isTTY === true && stderr.isTTY === true;
  const ended = new AbortController();
  const signal = AbortSignal.any([interrupted, ended.signal]);

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
    held = [];
    try {
      return await askPerson(question, { keyboard: stdin, screen: stderr }, { signal, interrupt }, isSecret);
    } finally {
      stderr.write(held.join(''));
      held = null;
    }
  }

  return {
    signal,
    env,
    say: (line) => write(`k8sdoctor: ${visible(redactSecrets(line).text)}\n`),
    confirm: async (question) => isYes(await ask(`${question} [y/N] `, false)),
    secret: (prompt) => ask(prompt, true),
    end: () => ended.abort(),
  };
}
