import { stat } from 'node:fs/promises';
import { UserError } from '../user-error.ts';

/** What cuts a slice reads its captures twice; a second reading of a pipe would wait for ever. */
export async function refuseStreams(names: readonly string[], what: string): Promise<void> {
  for (const name of names) {
    // oxlint-disable-next-line no-await-in-loop -- the first one is named
    const found = name === '-' ? null : await stat(name).catch(() => undefined);
    if (found === undefined || found?.isFile() === true || found?.isDirectory() === true) continue;
    throw new UserError(`${what} needs a file, not ${name}: it has to be read twice`, 'Save it to a file first.');
  }
}
