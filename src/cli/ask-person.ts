import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { visible } from '../reporters/visible.ts';
import type { Interrupts } from './interrupts.ts';
import type { Output } from './io.ts';

export interface Terminal {
  readonly keyboard: Readable;
  readonly screen: Output;
}

/** What a person types; null where they end it (Ctrl-D, Ctrl-C), or `signal` does. A secret is not shown as it is typed. */
export async function askPerson(
  question: string,
  { keyboard, screen }: Terminal,
  { signal, interrupt }: Pick<Interrupts, 'interrupt' | 'signal'>,
  isSecret = false,
): Promise<string | null> {
  screen.write(visible(question));
  // readline echoes into its output: that of a secret goes nowhere.
  const output = isSecret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : screen;
  const lines = createInterface({ input: keyboard, output, terminal: true, historySize: 0 });
  const close = (): void => lines.close();
  signal.addEventListener('abort', close);
  let answer: string | null = null;
  try {
    answer = await new Promise<string | null>((resolve) => {
      lines
        .once('line', resolve)
        .once('close', () => resolve(null))
        .once('SIGINT', () => {
          close();
          interrupt('SIGINT'); // a terminal that is read key by key sends no signal
        });
    });
    return answer;
  } finally {
    signal.removeEventListener('abort', close);
    close();
    if (isSecret || answer === null) screen.write('\n');
  }
}

export const isYes = (answer: string | null): boolean => /^y(?:es)?$/i.test(answer?.trim() ?? '');
