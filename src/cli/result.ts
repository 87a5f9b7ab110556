import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Io, print } from './io.ts';
import { replaceFile, writeInto } from './replace-file.ts';
import { reasonOf } from '../sources/source-error.ts';
import { UserError } from './user-error.ts';

/** Where the result goes. */
export interface Result {
  /** A text that the file does not take, since its disk is full, goes to standard output before this rejects. */
  write(content: string | Uint8Array): Promise<void>;
}

/**
 * Standard output, or the file of `-o`: refused now rather than after the work if it cannot be written or is an input.
 * A file appears whole or not at all.
 */
export async function openResult(io: Io, path: string | undefined, inputs: readonly string[]): Promise<Result> {
  if (path === undefined || path === '-') return { write: async (content) => void (await print(io.stdout, content)) };
  const target = await findTarget(path);
  await refuseInput(path, target, inputs);
  return {
    async write(content) {
      try {
        await (target.special ? writeInto(target.path, content) : replaceFile(target.path, content));
      } catch (error) {
        const isText = typeof content === 'string';
        if (isText) await print(io.stdout, content);
        const instead = isText ? '; it is on standard output instead' : '';
        throw new UserError(`cannot write ${path}: ${reasonOf(error)}${instead}`, 'Name another file with -o.');
      }
    },
  };
}

interface Target {
  /** With symbolic links followed: renaming onto a link would replace the link. */
  readonly path: string;
  readonly exists: boolean;
  /** A device or a pipe. */
  readonly special: boolean;
}

async function findTarget(path: string): Promise<Target> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true)
    throw new UserError(`cannot write ${path}: it is a directory`, 'Name a file with -o.');
  if (found !== null) return { path: await realpath(path), exists: true, special: !found.isFile() };
  const folder = await stat(dirname(path)).catch(() => null);
  if (folder?.isDirectory() === true) return { path, exists: false, special: false };
  throw new UserError(
    `cannot write ${path}: there is no directory ${dirname(path)}`,
    'Create it, or name another file with -o.',
  );
}

async function refuseInput(path: string, target: Target, inputs: readonly string[]): Promise<void> {
  if (!target.exists || target.special) return;
  const output = await stat(target.path);
  const same = await Promise.all(
    inputs.map(async (input) => {
      const found = input === '-' ? null : await stat(input).catch(() => null);
      return found !== null && found.dev === output.dev && found.ino === output.ino;
    }),
  );
  if (same.includes(true)) throw new UserError(`will not write ${path}: it is an input`, 'Name another file with -o.');
}
