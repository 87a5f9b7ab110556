import { createInterface } from 'node:readline/promises';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';

/** Whether who looks at the plan wants it. Throws UserError where nobody can be asked. */
export async function confirm({ stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Promise<boolean> {
  if (!('isTTY' in stdin) || stdin.isTTY !== true) {
    throw new UserError(
      'nobody can be asked whether to publish: standard input is no terminal',
      'With --yes it publishes without a question.',
    );
  }
  const questions = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(?:es)?$/i.test((await questions.question('Publish? [y/N] ')).trim());
  } finally {
    questions.close();
  }
}
