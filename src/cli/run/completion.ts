import { CHECKS } from '../../checks/registry.ts';
import type { Command, Context } from '../command.ts';
import { completeBash } from '../completion/bash.ts';
import { completeFish } from '../completion/fish.ts';
import { type Words, toWords } from '../completion/words.ts';
import { completeZsh } from '../completion/zsh.ts';
import { print } from '../io.ts';
import { nearest } from '../nearest.ts';
import { UserError } from '../user-error.ts';

const SHELLS: Readonly<Record<string, (words: readonly Words[]) => string>> = {
  bash: completeBash,
  zsh: completeZsh,
  fish: completeFish,
};

export async function runCompletion(
  { io }: Context,
  operands: readonly string[],
  commands: readonly Command[],
): Promise<number> {
  const [shell = '', ...others] = operands;
  const complete = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (complete === undefined || others.length > 0) {
    const [near] = nearest(shell, Object.keys(SHELLS));
    throw new UserError(
      `no completion for ${operands.join(' ')}`,
      near === undefined ? `It knows ${Object.keys(SHELLS).join(', ')}.` : `Did you mean ${near}?`,
    );
  }
  const operandsOf: Readonly<Record<string, readonly string[]>> = {
    explain: CHECKS.map(({ id }) => id),
    completion: Object.keys(SHELLS),
  };
  await print(io.stdout, complete(commands.map((command) => toWords(command, operandsOf[command.name] ?? null))));
  return 0;
}
