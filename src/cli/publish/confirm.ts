import { openSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { ReadStream } from 'node:tty';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';

/** Whether who looks at the plan wants it. Throws UserError where nobody can be asked. */
export async function confirm({ stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Promise<boolean> {
  const keyboard = 'isTTY' in stdin && stdin.isTTY === true ? stdin : stderr.isTTY === true ? openTerminal() : null;
  if (keyboard === null) {
    throw new UserError(
      'nobody can be asked whether to publish: standard input is no terminal',
      'With --yes it publishes without a question.',
    );
  }
  const questions = createInterface({ input: keyboard, output: stderr });
  try {
    return /^y(?:es)?$/i.test((await questions.question('Publish? [y/N] ')).trim());
  } finally {
    questions.close();
    if (keyboard !== stdin) keyboard.destroy();
  }
}

/** Where standard input is the result, as in `k8sdoctor bgp … | k8sdoctor report - --issue URL`. */
function openTerminal(): Readable | null {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return null;
  }
}
