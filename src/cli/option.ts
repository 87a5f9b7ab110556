import { InvalidArgumentError } from 'commander';

/** An option of a command, as data. `T` is what the command's handler gets. */
export interface Option<T> {
  /** As commander has them: `-o, --output <file>`. */
  readonly flags: string;
  readonly help: string;
  readonly fallback: T;
  readonly choices?: readonly string[];
  /** There is a `--no-…` too, with this help. */
  readonly negated?: string;
  /** What it means without a value, which stands only behind `=`. */
  readonly bare?: string;
  /** Of a value that is not taken as it stands. */
  parse?(text: string, previous: T): T;
}

export function flag(flags: string, help: string): Option<boolean> {
  return { flags, help, fallback: false };
}

export function value(flags: string, help: string): Option<string | undefined> {
  return { flags, help, fallback: undefined };
}

/** True, false, or undefined where neither form was given. */
export function either(flags: string, help: string, negated: string): Option<boolean | undefined> {
  return { flags, help, negated, fallback: undefined };
}

export function choice<const T extends string>(
  flags: string,
  help: string,
  choices: readonly T[],
  fallback: NoInfer<T>,
): Option<T> {
  return { flags, help, choices, fallback, parse: (text) => pick(text, choices) };
}

/** One of a few, or undefined. */
export function oneOf<const T extends string>(
  flags: string,
  help: string,
  choices: readonly T[],
): Option<T | undefined> {
  return { flags, help, choices, fallback: undefined, parse: (text) => pick(text, choices) };
}

/** May be given several times. `parse` throws InvalidArgumentError. */
export function list<T>(flags: string, help: string, parse: (text: string) => T): Option<readonly T[]> {
  return { flags, help, fallback: [], parse: (text, previous) => [...previous, parse(text)] };
}

/** Some of a few, by giving it several times. */
export function chosen<const T extends string>(flags: string, help: string, names: readonly T[]): Option<readonly T[]> {
  return { ...list(flags, help, (text) => pick(text, names)), choices: names };
}

/** As `list`, and several in one value, with commas between them; `choices` are what each can be. */
export function commaList<T>(
  flags: string,
  help: string,
  choices: readonly string[],
  parse: (text: string) => T,
): Option<readonly T[]> {
  return {
    flags,
    help,
    choices,
    fallback: [],
    parse: (text, previous) => [...previous, ...text.split(',').map(parse)],
  };
}

/** One value that is not taken as it stands. `parse` throws InvalidArgumentError. */
export function parsed<T>(flags: string, help: string, parse: (text: string) => T): Option<T | undefined> {
  return { flags, help, fallback: undefined, parse };
}

/** How often it was given. */
export function counter(flags: string, help: string): Option<number> {
  return { flags, help, fallback: 0, parse: (_, previous) => previous + 1 };
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('A TCP port is a number from 1 to 65535.');
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError('It is a number from 1 on.');
}

export function pick<T extends string>(text: string, names: readonly T[]): T {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new InvalidArgumentError(`It is one of ${names.join(', ')}.`);
  return found;
}
