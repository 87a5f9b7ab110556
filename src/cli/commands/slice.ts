import { type Command, defineCommand } from '../command.ts';
import { choice, flag, list, oneOf, parsePort, value } from '../option.ts';
import { debug } from './common.ts';

export const slice: Command = defineCommand({
  name: 'slice',
  summary: 'Writes the smallest capture that still gives the same findings, to attach to an issue.',
  operands: '<file...>',
  operandHelp: 'captures (pcap or pcapng, gzip too)',
  options: {
    output: value('-o, --output <file>', 'where to write the capture'),
    port: list('--port <number>', 'a further TCP port that carries BGP (repeatable)', parsePort),
    anonymise: flag('--anonymise', 'other addresses, AS numbers and names in it, the same findings'),
    anonymiseKey: value('--anonymise-key <key>', '32 hexadecimal digits, or a file that holds them; default random'),
    captureFormat: oneOf('--capture-format <format>', 'pcap, or pcapng where captures of several places go into it', [
      'pcap',
      'pcapng',
    ]),
    format: choice('--format <format>', 'of what is said about it', ['text', 'json'], 'text'),
    debug,
  },
  examples: [
    ['k8sdoctor slice big.pcap -o proof.pcap', 'a few kilobytes of a gigabyte, that any Wireshark opens'],
    [
      'k8sdoctor slice ring.pcap* -o proof.pcap --format json',
      'of captures that follow one another, with the findings',
    ],
  ],
  run: async (context, files, options) => (await import('../run/slice.ts')).runSlice(context, files, options),
});
