import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCaptureAnalysis } from '../../src/evidence/captures.ts';
import { type DecodedMessage, decodingListener } from '../../src/sessions/messages.ts';

const SHARED = new URL('../../../shared/captures/', import.meta.url);
const here = existsSync(SHARED);
if (!here) console.warn('skipped: ../shared/captures is absent, so messages are not compared with tshark');

interface Row {
  readonly file: string;
  readonly carrier: string;
  readonly decodeAs: string;
}

const rows: readonly Row[] = here
  ? readIndex(readFileSync(new URL('INDEX.tsv', SHARED), 'utf8')).filter(
      ({ file, carrier }) => file.startsWith('bgp/') && carrier === 'tcp',
    )
  : [];

function readIndex(text: string): Row[] {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const names = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    return { file: cell('file'), carrier: cell('carrier'), decodeAs: cell('decode_as') };
  });
}

/** Where tshark 4.4 and we differ on which messages there are, and why. */
const RESYNCHRONISED = 'fuzzed: where tshark gives up the rest of a segment, we go on at the next plausible marker';
const KNOWN: Readonly<Record<string, string>> = {
  'bgp/the-tcpdump-group_tcpdump__tests_bgp-aigp-oobr.pcap': RESYNCHRONISED,
  'bgp/the-tcpdump-group_tcpdump__tests_bgp-as-path-oobr.pcap': RESYNCHRONISED,
  'bgp/the-tcpdump-group_tcpdump__tests_bgp_vpn_rt-oobr.pcap': RESYNCHRONISED,
  'bgp/the-tcpdump-group_tcpdump__tests_bgp_mp_reach_nlri-oobr.pcap': RESYNCHRONISED,
  'bgp/the-tcpdump-group_tcpdump__tests_bgp-infinite-loop.pcap':
    'a second header of length 15 stands behind the first message: we say so, tshark is silent',
  'bgp/the-tcpdump-group_tcpdump__tests_bgp_pmsi_tunnel-oobr.pcap':
    'a second message of which only a part of the header was captured',
};

interface Truth {
  readonly frame: number;
  readonly src: string;
  readonly dst: string;
  readonly sport: number;
  readonly dport: number;
  readonly type: string;
  readonly length: number;
}

function readTruth(file: string): string[] {
  const text = readFileSync(new URL(`truth/${file.slice('bgp/'.length)}.jsonl`, SHARED), 'utf8').trimEnd();
  if (text === '') return [];
  return text.split('\n').map((line) => {
    const { frame, src, dst, sport, dport, type, length }: Truth = JSON.parse(line);
    return `${frame} ${src}:${sport} ${dst}:${dport} ${type} ${length}`;
  });
}

function readOurs(file: string): { readonly text: string; readonly cut: boolean }[] {
  const messages: DecodedMessage[] = [];
  const analysis = createCaptureAnalysis({ listener: decodingListener((message) => messages.push(message)) });
  const bytes = readFileSync(new URL(file, SHARED));
  const input = analysis.open(file);
  input.push(bytes);
  input.end(bytes.length);
  analysis.finish();
  return messages.map(({ stamp, source, destination, message, captured }) => ({
    text: `${stamp.frame} ${source.address}:${source.port} ${destination.address}:${destination.port} ${message.type} ${message.length}`,
    cut: captured < message.length,
  }));
}

describe.skipIf(!here)('messages of public captures, compared with tshark', () => {
  test.each(rows.filter(({ file }) => KNOWN[file] === undefined))('$file', ({ file }) => {
    const truth = readTruth(file);
    const left = [...truth];
    const more = readOurs(file).filter(({ text }) => {
      const at = left.indexOf(text);
      if (at !== -1) left.splice(at, 1);
      return at === -1;
    });
    expect(left, 'messages that only tshark has').toEqual([]);
    // tshark says nothing of a message whose end the capture lacks.
    expect(more.filter(({ cut }) => !cut)).toEqual([]);
  });
});
