const PLAIN = /^[\w%+,./:=@^-]+$/;

/** One argument for a POSIX shell, which is to see it as it is: SSH hands over a line, not a list of arguments. */
export function quoteArgument(argument: string): string {
  if (argument.includes('\0')) throw new RangeError('an argument cannot hold an octet 0');
  if (PLAIN.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

export const quoteCommand = (argv: readonly string[]): string => argv.map(quoteArgument).join(' ');
