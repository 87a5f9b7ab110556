/** Commands are data and a handler. Commander parses them; completion scripts are made from the same data. */
import { Command as Commander, Option as CommanderOption } from 'commander';
import type { Io } from './io.ts';
import type { Option } from './option.ts';

/** What a handler may use of the world. */
export interface Context {
  readonly io: Io;
  readonly version: string;
  readonly now: () => Date;
}

type Options = Readonly<Record<string, Option<unknown>>>;
/** What the handler gets: the key of an option is its long flag in camel case, as commander has it. */
export type Values<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

export interface CommandSpec<O extends Options> {
  readonly name: string;
  readonly summary: string;
  /** As commander has them: `[file...]`; empty where there are none. */
  readonly operands: string;
  readonly operandHelp: string;
  readonly options: O;
  /** What the options leave to say, above the examples. */
  readonly notes?: string;
  readonly examples: readonly Example[];
  /** Resolves to the exit code. Loads its code by `await import()`, so that no command pays for another. */
  readonly run: (context: Context, operands: readonly string[], values: Values<O>) => Promise<number>;
}
export type Example = readonly [command: string, does: string];

export interface Command extends Omit<CommandSpec<Options>, 'run'> {
  /** As commander takes it; `done` gets the exit code. */
  readonly build: (context: Context, done: (exitCode: number) => void) => Commander;
}

export function defineCommand<const O extends Options>(spec: CommandSpec<O>): Command {
  const { run, ...data } = spec;
  return {
    ...data,
    build(context, done) {
      const commander = new Commander(spec.name).description(spec.summary);
      if (spec.operands !== '') commander.argument(spec.operands, spec.operandHelp);
      for (const option of Object.values<Option<unknown>>(spec.options)) addOption(commander, option);
      const notes = spec.notes === undefined ? [] : ['', spec.notes];
      commander.addHelpText('after', [...notes, '', 'Examples:', ...spec.examples.map(describeExample)].join('\n'));
      return commander.action(async () => {
        done(await run(context, commander.args, commander.opts<Values<O>>()));
      });
    },
  };
}

function addOption(commander: Commander, option: Option<unknown>): void {
  const { flags, negated, fallback, parse } = option;
  const added = new CommanderOption(flags, describeOption(option)).default(fallback);
  if (parse !== undefined) added.argParser(parse);
  commander.addOption(added);
  if (negated !== undefined) commander.addOption(new CommanderOption(flags.replace('--', '--no-'), negated));
}

function describeOption({ help, choices, fallback }: Option<unknown>): string {
  const preset = typeof fallback === 'string' ? `; default ${fallback}` : '';
  return choices === undefined ? help : `${help} (${choices.join(', ')}${preset})`;
}

const describeExample = ([command, does]: Example): string => `  $ ${command}\n      ${does}`;
