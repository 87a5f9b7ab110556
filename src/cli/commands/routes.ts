import { InvalidArgumentError } from 'commander';
import { CNIS } from '../../model/node.ts';
import { parseRange } from '../../net/range.ts';
import { type Command, defineCommand } from '../command.ts';
import { FAIL_ON } from '../exit-code.ts';
import { choice, chosen, flag, list, value } from '../option.ts';
import { ascii, baseline, color, debug, format, output, redact, redactionMap } from './common.ts';
import { sourceOptions } from './source-options.ts';

export const routes: Command = defineCommand({
  name: 'routes',
  summary: "Says where a node's routes do not do what BGP learned and what pods need, what proves it and what to do.",
  operands: '[file...]',
  operandHelp: 'what commands of the nodes printed, saved or pasted, or - for standard input',
  options: {
    cni: chosen('--cni <name>', 'what the nodes run, where it does not show (repeatable)', CNIS),
    ownPrefix: list('--own-prefix <prefix>', 'public addresses that are yours (repeatable)', parseOwn),
    to: value(
      '--to <address>',
      'follow a packet there, node by node: an address, or the name of a node, pod or service',
    ),
    from: value('--from <node>', 'where it starts: a node, or the address or name of a pod'),
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
  notes: `Outputs are recognised by their content, several in one file: ip route (show table all), rule, addr, link, neigh (-j too);
iptables-save, nft list ruleset; what daemons show of sessions and routes (FRR, BIRD, GoBGP …); Kubernetes resources as YAML or JSON (nodes, pods, IP pools,
ConfigMaps of kubeadm, kube-proxy, Cilium and flannel) and lines of \`kubectl cluster-info dump\`, for overlapping networks.
A line \`# node: NAME\` or a prompt with the host's name says whose they are.
Only \`ip route show table all\` is needed; with the other nodes, addresses, neighbours and daemons more can be judged.`,
  examples: [
    ['ip route show table all | k8sdoctor routes -', 'on a node'],
    [
      '(ip route show table all; ip rule; ip addr; ip neigh; birdcl show protocols all) | k8sdoctor routes -',
      'all of it',
    ],
    ['k8sdoctor routes --to 10.244.2.7 --from worker-1', 'where the packet goes, and where and why it ends'],
    ['k8sdoctor routes worker-1.txt worker-2.txt', 'saved outputs of two nodes: what one lacks of the other shows'],
  ],
  run: async (context, files, options) => (await import('../run/routes.ts')).runRoutes(context, files, options),
});

function parseOwn(text: string): string {
  if (parseRange(text) !== null) return text;
  throw new InvalidArgumentError('A prefix is an address with a length: 203.0.113.0/24.');
}
