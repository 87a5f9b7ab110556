import { openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { askPerson, isYes } from '../ask-person.ts';
import { watchInterrupts } from '../interrupts.ts';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';

/** Whether who looks at the plan wants it. Throws UserError where nobody can be asked, and the reason of an interrupt. */
export async function confirm(io: Io): Promise<boolean> {
  const { stdin, stderr } = io;
  const keyboard = 'isTTY' in stdin && stdin.isTTY === true ? stdin : stderr.isTTY === true ? openTerminal() : null;
  if (keyboard === null) {
    throw new UserError(
      'nobody can be asked whether to publish: standard input is no terminal',
      'With --yes it publishes without a question.',
    );
  }
  const interrupts = watchInterrupts(io);
  try {
    const answer = await askPerson('Publish? [y/N] ', { keyboard, screen: stderr }, interrupts);
    interrupts.signal.throwIfAborted();
    return isYes(answer);
  } finally {
    interrupts.stop();
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
