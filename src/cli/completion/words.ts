import type { Command } from '../command.ts';

/** A command as a shell completes it. */
export interface Words {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** What operands can be; null where they are files. */
  readonly operands: readonly string[] | null;
}

export interface OptionWords {
  /** `-o` */
  readonly short: string | null;
  /** `--output` */
  readonly long: string;
  readonly help: string;
  /** Null without a value; empty where the value is anything, such as a file. */
  readonly values: readonly string[] | null;
}

export function toWords({ name, summary, options }: Command, operands: readonly string[] | null): Words {
  const own = Object.values(options).flatMap(({ flags, help, choices, negated, bare }) => {
    const [, short = null, long = '', operand] = /^(?:(-\w), )?(--[\w-]+)( <\w+>)?$/.exec(flags) ?? [];
    const option: OptionWords = {
      short,
      long,
      help,
      values: operand === undefined || bare !== undefined ? null : (choices ?? []),
    };
    return negated === undefined ? [option] : [option, { ...option, long: long.replace('--', '--no-'), help: negated }];
  });
  const asked: OptionWords = { short: '-h', long: '--help', help: 'print this help', values: null };
  return { name, summary, options: [...own, asked], operands };
}

/** In single quotes, as all three shells take them. */
export const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
