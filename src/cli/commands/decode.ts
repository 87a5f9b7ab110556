import { PREFIX_MATCHES } from '../../decoders/bgp/select/prefix-match.ts';
import { type Command, defineCommand } from '../command.ts';
import { choice, commaList, counter, list, parsed, parsePort } from '../option.ts';
import {
  parseAs,
  parseCommunityOption,
  parsePeer,
  parseRoute,
  parseTime,
  parseType,
  TYPE_NAMES,
} from '../parse-filter.ts';
import { ascii, color, debug } from './common.ts';

export const decode: Command = defineCommand({
  name: 'decode',
  summary: 'Prints every BGP message of a capture, a BMP stream or an MRT file, in the order in which they arrived.',
  operands: '<file...>',
  operandHelp: 'captures (pcap, pcapng), BMP streams, MRT files (gzip too), or - for standard input, live too',
  options: {
    format: choice('--format <format>', 'of the messages', ['text', 'json', 'jsonl'], 'text'),
    verbose: counter('-v, --verbose', 'every field of a message; -vv every octet, as a tree'),
    type: commaList('--type <types>', 'only these, with commas between them', TYPE_NAMES, parseType),
    peer: list('--peer <peer>', 'only from or to it: an address, address:port or prefix (repeatable)', parsePeer),
    prefix: list(
      '--prefix <prefix>',
      'only UPDATEs with a route for it, announced or withdrawn (repeatable)',
      parseRoute,
    ),
    match: choice('--match <how>', 'which routes those are, see below', PREFIX_MATCHES, 'longest'),
    as: list('--as <number>', 'only with this AS: in an OPEN, a path or an aggregator (repeatable)', parseAs),
    community: list(
      '--community <community>',
      'only with it: 64512:100, 64512:1:2, route-target:64512:100, no-export (repeatable)',
      parseCommunityOption,
    ),
    since: parsed(
      '--since <time>',
      'only from then on: 2026-01-31T12:00:00Z, or +90s after the first packet',
      parseTime,
    ),
    until: parsed('--until <time>', 'only until then', parseTime),
    port: list('--port <number>', 'a further TCP port that carries BGP (repeatable)', parsePort),
    color,
    ascii,
    debug,
  },
  notes: `Filters: several of one kind widen what is shown, several kinds narrow it.

--match says how a route must lie to the --prefix:
  longest   it covers it, and its sender has announced none that is longer:
            what a router looks up
  covering  it covers it, or is the same
  covered   it lies within it, or is the same
  exact     it is the same`,
  examples: [
    ['k8sdoctor decode bgp.pcap', 'a line a message'],
    ['k8sdoctor decode bgp.pcap --type open,notification -v', 'how sessions began and ended, every field'],
    ['k8sdoctor decode bgp.pcap --peer 10.0.0.2 --type update -vv', 'octet by octet what a router sent and got'],
    ['k8sdoctor decode bgp.pcap --prefix 10.1.2.3', 'what decides where 10.1.2.3 goes'],
    ['k8sdoctor decode bgp.pcap --prefix 10.0.0.0/8 --match covered', 'all routes within 10.0.0.0/8'],
    ['k8sdoctor decode bgp.pcap --community no-export --since +1m --until +2m', 'one minute of it'],
    ['tcpdump -U -i any -w - tcp port 179 | k8sdoctor decode -', 'each message as it comes'],
    ['k8sdoctor decode rib.mrt.gz --format jsonl | jq .rib.prefix', 'the routes of a table that a router dumped'],
    ['k8sdoctor decode bgp.pcap --format jsonl | jq .notification', 'every field, for scripts'],
  ],
  run: async (context, files, options) => (await import('../run/decode.ts')).runDecode(context, files, options),
});
