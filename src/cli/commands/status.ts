import { type Command, defineCommand } from '../command.ts';
import { FAIL_ON } from '../exit-code.ts';
import { choice, either, flag } from '../option.ts';
import { ascii, baseline, color, debug, format, output, redact, redactionMap } from './common.ts';
import { parseDuration, sourceOptions } from './source-options.ts';

export const status: Command = defineCommand({
  name: 'status',
  summary: 'One table of all BGP sessions that daemons and routers show, and why those are down that are.',
  operands: '[file...]',
  operandHelp: 'saved or pasted outputs, or - for standard input',
  options: {
    format,
    output,
    baseline,
    failOn: choice('--fail-on <severity>', 'exit 1 from this severity on', FAIL_ON, 'error'),
    quiet: flag('-q, --quiet', 'only the table'),
    matrix: either(
      '--matrix',
      'speakers by peers above the table (default from 13 speakers on)',
      'no matrix, all sessions',
    ),
    watch: {
      flags: '--watch <seconds>',
      help: 'look again every so many seconds until Ctrl-C: --watch is --watch=5; on a terminal the table is redrawn, else each change of a session is a line (jsonl: an object)',
      bare: '5',
      fallback: undefined,
      parse: parseDuration,
    },
    verbose: flag('-v, --verbose', 'every session and column, where there are many'),
    ...sourceOptions,
    redact,
    redactionMap,
    color,
    ascii,
    debug,
  },
  notes: `Outputs are recognised by their content, several in one text, in any order:
  calico node status, birdcl show protocols (all), show status, cilium bgp peers (table, JSON), gobgp neighbor (table, detail, -j),
  kube-router's greeting, show bgp summary (failed, json) and show bgp neighbors (json) of FRR and its kin, show (ip) bgp summary of
  Cisco IOS, XR and NX-OS, Arista EOS and Junos, RouterOS, Yamaha, bgpctl show, exabgpcli show neighbor; metrics and logs of MetalLB;
  BGPSessionState, CalicoNodeStatus and CiliumBGPNodeConfig as JSON.
A line "# node: NAME", or a prompt such as "NAME# command", above an output says whose it is.`,
  examples: [
    ['pbpaste | k8sdoctor status -', 'what is in the clipboard'],
    ['calicoctl node status | k8sdoctor status -', 'of this node'],
    ['k8sdoctor status worker-*.txt router.txt', 'of all nodes and the router, both ends of each session together'],
    [
      'k8sdoctor status --watch=10 --format jsonl >> changes.jsonl',
      'every change of a session of the cluster, with its time',
    ],
    ['cilium bgp peers -o json | k8sdoctor status - --format json', 'for scripts'],
  ],
  run: async (context, files, options) => (await import('../run/status.ts')).runStatus(context, files, options),
});
