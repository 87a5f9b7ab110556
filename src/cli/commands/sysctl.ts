import { CNIS } from '../../model/node.ts';
import { type Command, defineCommand } from '../command.ts';
import { FAIL_ON } from '../exit-code.ts';
import { choice, chosen, flag, list } from '../option.ts';
import { ascii, baseline, color, debug, format, output, redact, redactionMap } from './common.ts';
import { sourceOptions } from './source-options.ts';

export const sysctl: Command = defineCommand({
  name: 'sysctl',
  summary: 'Says which kernel settings of a node stand in the way of its pods, what proves it and what to set.',
  operands: '[file...]',
  operandHelp: 'what commands of the nodes printed, saved or pasted, or - for standard input',
  options: {
    cni: chosen('--cni <name>', 'what the nodes run, where it does not show (repeatable)', CNIS),
    diff: list('--diff <nodes...>', 'list the keys in which two nodes differ; files may follow them', String),
    format,
    output,
    baseline,
    failOn: choice('--fail-on <severity>', 'exit 1 from this severity on', FAIL_ON, 'error'),
    quiet: flag('-q, --quiet', 'only the verdict'),
    verbose: flag('-v, --verbose', 'skipped checks too'),
    ...sourceOptions,
    redact,
    redactionMap,
    color,
    ascii,
    debug,
  },
  notes: `Outputs are recognised by their content, several in one file: sysctl (-a), grep . /proc/sys/…,
ip route, rule, addr, link, neigh (-j too), nstat, and files of sysctl.d below \`cat FILE\` or
\`==> FILE <==\`. A line \`# node: NAME\` or a prompt with the host's name says whose they are.
Only \`sysctl -a\` is needed; with the routes (ip route show table all; ip rule) more can be judged.`,
  examples: [
    ['sysctl -a | k8sdoctor sysctl -', 'on a node'],
    ['k8sdoctor sysctl worker-1.txt worker-2.txt --cni calico', 'saved outputs of two nodes'],
    [
      '(sysctl -a; ip route show table all; ip rule; tail -n +1 /etc/sysctl.d/*.conf) | k8sdoctor sysctl -',
      'all of it',
    ],
    ['k8sdoctor sysctl nodes.txt --diff worker-1 worker-2', 'where two nodes differ'],
  ],
  run: async (context, files, options) => (await import('../run/sysctl.ts')).runSysctl(context, files, options),
});
