import { type Command, defineCommand } from '../command.ts';
import { FAIL_ON } from '../exit-code.ts';
import { choice, chosen, flag, list, parsePort, value } from '../option.ts';
import { CNIS } from '../../model/node.ts';
import { ascii, color, debug, format, output, redact, redactionMap } from './common.ts';
import { captureOptions, sourceOptions } from './source-options.ts';

export const bgp: Command = defineCommand({
  name: 'bgp',
  summary: 'Says what is wrong with the BGP sessions of a capture, what proves it and who has to change what.',
  operands: '[file...]',
  operandHelp:
    'captures (pcap or pcapng, gzip too) and what commands printed (as for status, routes and sysctl), or - for standard input',
  options: {
    pcap: list('--pcap <file>', 'a capture, or - for standard input, live too (repeatable)', String),
    port: list('--port <number>', "a further TCP port that carries BGP: Calico's listenPort (repeatable)", parsePort),
    cni: chosen('--cni <name>', 'what speaks BGP on the local side: its commands go into the remedies', CNIS),
    tcpMd5KeyFile: list(
      '--tcp-md5-key-file <file>',
      'a file that holds a TCP MD5 key: says which side signs with another one (repeatable)',
      String,
    ),
    format,
    output,
    evidence: value('--evidence <dir>', 'write there, for each session in trouble, the small capture that proves it'),
    failOn: choice('--fail-on <severity>', 'exit 1 from this severity on', FAIL_ON, 'error'),
    quiet: flag('-q, --quiet', 'only the verdict'),
    verbose: flag('-v, --verbose', 'capabilities, healthy sessions and skipped checks in full'),
    ...sourceOptions,
    ...captureOptions,
    redact,
    redactionMap,
    color,
    ascii,
    debug,
  },
  examples: [
    ['k8sdoctor bgp --pcap bgp.pcap', 'diagnose a capture'],
    ['tcpdump -U -i any -w - tcp port 179 | k8sdoctor bgp --pcap -', 'watch, then ^C for the diagnosis'],
    ['k8sdoctor bgp bgp.pcap calico-node-status.txt', 'with what the daemon says beside the packets'],
    ['k8sdoctor bgp big.pcap --evidence proof/', 'and a small capture of each failure, to attach to an issue'],
    ['k8sdoctor bgp bgp.pcap --format html -o report.html', 'a page with pictures in one file, to attach'],
    ['k8sdoctor bgp *.pcap --cni cilium --format json -o report.json', "several captures, with Cilium's commands"],
  ],
  run: async (context, files, options) => (await import('../run/bgp.ts')).runBgp(context, files, options),
});
