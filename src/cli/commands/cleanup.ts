import { type Command, defineCommand } from '../command.ts';
import { flag } from '../option.ts';
import { color, debug } from './common.ts';
import { sourceOptions } from './source-options.ts';

const { kubeconfig, context, namespace } = sourceOptions;

export const cleanup: Command = defineCommand({
  name: 'cleanup',
  summary: 'Removes the pods and ends the debug containers that an interrupted run left in the cluster.',
  operands: '',
  operandHelp: '',
  options: {
    kubeconfig,
    context,
    namespace: { ...namespace, help: 'to look in; default all of them' },
    all: flag('--all', 'those too that others started: a run of theirs may still use them'),
    dryRun: flag('--dry-run', 'say what would be removed, and remove nothing'),
    color,
    debug,
  },
  notes: 'They end by themselves within an hour; the API server keeps their names until they are removed.',
  examples: [
    ['k8sdoctor cleanup', 'of the current context'],
    ['k8sdoctor cleanup --all --dry-run', 'who left what'],
  ],
  run: async (world, _operands, options) => (await import('../run/cleanup.ts')).runCleanup(world, options),
});
