import { type Command, defineCommand } from '../command.ts';
import { choice, list, parsePort } from '../option.ts';
import { ascii, debug } from './common.ts';

export const decode: Command = defineCommand({
  name: 'decode',
  summary: 'Prints every BGP message of a capture, a BMP stream or an MRT file, in the order in which they arrived.',
  operands: '<file...>',
  operandHelp: 'captures (pcap, pcapng), BMP streams, MRT files (gzip too), or - for standard input',
  options: {
    format: choice('--format <format>', 'of the messages', ['text', 'jsonl'], 'text'),
    port: list('--port <number>', 'a further TCP port that carries BGP (repeatable)', parsePort),
    ascii,
    debug,
  },
  examples: [
    ['k8sdoctor decode bgp.pcap', 'a line a message'],
    ['k8sdoctor decode rib.mrt.gz --format jsonl | jq .rib.prefix', 'the routes of a table that a router dumped'],
    ['k8sdoctor decode bgp.pcap --format jsonl | jq .notification', 'every field, for scripts'],
  ],
  run: async (context, files, options) => (await import('../run/decode.ts')).runDecode(context, files, options),
});
