import { Command as Commander, CommanderError } from 'commander';
import type { Context } from './command.ts';
import { commands } from './commands/commands.ts';
import { exitCode, exitCodeWithoutFindings } from './exit-code.ts';
import { SourceError } from '../sources/source-error.ts';
import { visible } from '../reporters/visible.ts';
import { interruptOf } from './interrupts.ts';
import { type Io, print, surviveErrors } from './io.ts';
import { UserError } from './user-error.ts';
import { readVersion } from './version.ts';

const EXIT_CODES = `
Exit codes:
  0         nothing wrong at or above --fail-on
  1         findings at or above --fail-on
  2         could not run: wrong use, unreadable input
  3         nothing wrong in what could be read, but some of it could not
  130, 143  interrupted; the result covers what was read until then`;

const OUR_FAULT = 'This is a fault of k8sdoctor itself: run it again with --debug and report what it prints.';

/**
 * Runs one command and resolves to the process's exit code; it never rejects.
 * @param argv without the interpreter and the script
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const calmers = [surviveErrors(io.stdout), surviveErrors(io.stderr)];
  try {
    return await run(argv, { io, version: readVersion(), now: () => new Date() });
  } catch (error) {
    await print(io.stderr, await describeError(error, argv.includes('--debug'))).catch(() => false);
    const interrupted = interruptOf(error);
    return interrupted === null ? exitCode({ ran: false }) : exitCodeWithoutFindings(interrupted, true);
  } finally {
    for (const calm of calmers) calm();
  }
}

async function run(argv: readonly string[], context: Context): Promise<number> {
  let result = 0;
  const output: string[] = [];
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const program = createProgram(context, (code) => (result = code), output);
  try {
    if (argv.length === 0) program.help({ error: true });
    await program.parseAsync(argv.slice(0, end).map(withBareValue).concat(argv.slice(end)), { from: 'user' });
    return result;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const asked = error.exitCode === 0; // --help, --version
    if (output.length === 0) throw describeMisuse(error, argv);
    await print(asked ? context.io.stdout : context.io.stderr, output.join(''));
    return asked ? 0 : exitCode({ ran: false });
  }
}

/** `--redact` as `--redact=all`: else the next word would be its value. */
function withBareValue(word: string): string {
  const bare = BARE.get(word);
  return bare === undefined ? word : `${word}=${bare}`;
}

const BARE: ReadonlyMap<string, string> = new Map(
  commands.flatMap(({ options }) =>
    Object.values(options).flatMap(({ flags, bare }) => (bare === undefined ? [] : [[flags.replace(/ .*/, ''), bare]])),
  ),
);

function createProgram(context: Context, done: (exitCode: number) => void, output: string[]): Commander {
  const write = (text: string): void => void output.push(text);
  const settings = {
    writeOut: write,
    writeErr: write,
    outputError: () => undefined, // describeMisuse says it in our words
    getOutHelpWidth: () => context.io.stdout.columns ?? 80,
    getErrHelpWidth: () => context.io.stderr.columns ?? 80,
  };
  const help = {
    optionDescription: ({ description }: { readonly description: string }) => description,
    optionTerm: ({ flags }: { readonly flags: string }) =>
      BARE.has(flags.replace(/ .*/, '')) ? flags.replace(/ (.*)/, '[=$1]') : flags,
  };
  const program = new Commander('k8sdoctor')
    .description('Diagnoses BGP on Kubernetes: which side is at fault, what proves it and what to change.')
    .version(context.version, '-V, --version', 'print the version')
    .helpCommand(false)
    .addHelpText('after', EXIT_CODES);
  for (const command of commands) program.addCommand(command.build(context, done));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput(settings).configureHelp(help).helpOption('-h, --help', 'print this help');
  }
  return program;
}

/** Commander's `error: unknown option '--pcpa'\n(Did you mean --pcap?)` as a message and a hint. */
function describeMisuse({ message }: CommanderError, argv: readonly string[]): UserError {
  const [problem = message, suggestion] = message.replace(/^error: /, '').split('\n');
  const command = commands.find(({ name }) => argv.includes(name));
  const help = `k8sdoctor ${command === undefined ? '' : `${command.name} `}--help`;
  return new UserError(problem, suggestion?.replace(/^\((.*)\)$/, '$1') ?? `see: ${help}`);
}

/** What others said may stand in it: programs, servers and files, with secrets among their words. */
async function describeError(error: unknown, debug: boolean): Promise<string> {
  const { redactSecrets } = await import('../redact/secrets.ts');
  // Behind a colon another one's words begin: those are read as they were said, on a line of their own, too.
  const safe = (text: string): string => visible(redactSecrets(redactSecrets(text).text.replaceAll(': ', ':\n')).text);
  const message = safe(error instanceof Error ? error.message : String(error));
  const hint = hintOf(error, debug);
  return [
    `k8sdoctor: ${message}`,
    ...(hint === null ? [] : [`  ${safe(hint)}`]),
    ...(debug && error instanceof Error ? [`${error.name}: ${message}`, ...framesOf(error)] : []),
    '',
  ].join('\n');
}

/** Of a stack, whose first lines are the message once more. */
const framesOf = ({ stack = '' }: Error): readonly string[] =>
  stack.split('\n').flatMap((line) => (/^\s+at /.test(line) ? [`    ${visible(line.trim())}`] : []));

function hintOf(error: unknown, debug: boolean): string | null {
  if (error instanceof UserError || error instanceof SourceError) return error.hint;
  if (interruptOf(error) !== null) return null;
  const ofTheSystem = error instanceof Error && 'code' in error && /^E[A-Z0-9]+$/.test(String(error.code)); // ENOSPC
  return debug || ofTheSystem ? null : OUR_FAULT;
}
