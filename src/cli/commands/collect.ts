import { type Command, defineCommand } from '../command.ts';
import { flag, value } from '../option.ts';
import { debug, redact, redactionMap } from './common.ts';
import { captureOptions, sourceOptions } from './source-options.ts';

export const collect: Command = defineCommand({
  name: 'collect',
  summary: 'Gathers what bears on BGP now, captures too, into a bundle that every command reads, on any machine.',
  operands: '',
  operandHelp: '',
  options: {
    output: value('-o, --output <path>', 'the bundle: a folder, or an archive by its name (.tar.gz, .tgz, .tar)'),
    ...sourceOptions,
    ...captureOptions,
    check: flag('--check', 'say which rights are missing in the cluster, and gather nothing'),
    capture: { flags: '--no-capture', help: 'only outputs of commands', fallback: true },
    redact,
    redactionMap,
    quiet: flag('-q, --quiet', 'no progress'),
    debug,
  },
  notes: `Passwords, keys and tokens are taken out of every output before it is written; captures hold what was on the wire.
^C ends it: what was had by then is in the bundle.`,
  examples: [
    ['sudo k8sdoctor collect --local -o worker-1.tar.gz', 'on a node'],
    ['k8sdoctor bgp --bundle worker-1.tar.gz', 'later, elsewhere'],
    [
      'k8sdoctor collect --bundle worker-1.tar.gz -o public.tar.gz --redact',
      'the same without addresses, AS numbers and names',
    ],
    ['k8sdoctor collect --local --dry-run', 'every command that it would run'],
  ],
  run: async (context, _operands, options) => (await import('../run/collect.ts')).runCollect(context, options),
});
