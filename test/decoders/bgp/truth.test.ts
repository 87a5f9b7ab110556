/**
 * Against tshark: every message of the public captures in ../shared/captures, whose README says what a line of truth/ holds.
 * tshark guesses ADD-PATH and the width of AS numbers from the octets, so one of the four readings has to agree.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import type { DecodeContext } from '../../../src/decoders/bgp/message.ts';
import { differences, type Exception, type TruthLine } from './truth.ts';

const FOLDER = '../shared/captures/truth';
const there = existsSync(FOLDER);
const files = there ? readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl')) : [];
if (!there) console.warn(`${FOLDER} is not here: the decoder is not compared with tshark`);

/** Of a file larger than this, every tenth message. */
const LARGE = 2_000_000;

const MULTI_PATH = new Set([1, 2].flatMap((afi) => [1, 2, 4, 128].map((safi) => afi * 256 + safi)));
const READINGS: readonly DecodeContext[] = [true, false].flatMap((fourOctetAs) =>
  [new Set<number>(), MULTI_PATH].map((addPath) => ({ fourOctetAs, addPath })),
);

/** Where we see a fault and tshark goes on. MISPARSES.md beside the captures lists what tshark itself calls malformed wrongly. */
const EXCEPTIONS: readonly Exception[] = [
  { file: 'JUMBO', fault: /^NEXT_HOP is missing/, why: 'BMP of a Loc-RIB whose router leaves NEXT_HOP out' },
  { file: 'PcapPlusPlus__Tests_Fuzzers', fault: /./, why: 'fuzzed' },
  { file: 'bgp-addpath.pcap', fault: /^MP_REACH_NLRI a second time/, why: 'made up: every attribute in one message' },
  { file: 'bgpsec_invalid_signature_block', fault: /^BGPsec_Path: signatureBlockLength: is 1/, why: 'made wrong' },
  { file: 'oobr', fault: /./, why: 'fuzzed: tcpdump once read out of bounds here' },
];

/** By MISPARSES.md. */
const VALID = [
  'the-tcpdump-group_tcpdump__tests_bgp-rt-prefix.pcap.jsonl',
  'the-tcpdump-group_tcpdump__tests_bgp-extended-optional-parameters-length.pcapng.jsonl',
];

function readLines(file: string): readonly TruthLine[] {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  const step = text.length > LARGE ? 10 : 1;
  return lines.filter((_, index) => index % step === 0).map((line) => JSON.parse(line));
}

describe.skipIf(!there)('agrees with tshark', () => {
  test.each(files)('%s', (file) => {
    const exceptions = EXCEPTIONS.filter((exception) => file.includes(exception.file));
    const wrong = readLines(file).flatMap((truth) => {
      const bytes = Uint8Array.from(Buffer.from(truth.raw, 'hex'));
      let fewest: readonly string[] | null = null;
      for (const context of READINGS) {
        const different = differences(truth, decodeMessage(bytes, context), exceptions);
        if (different.length === 0) return [];
        if (fewest === null || different.length < fewest.length) fewest = different;
      }
      return [`${truth.frame}.${truth.idx} ${fewest?.join('; ') ?? 'was not read'}`];
    });
    expect(wrong).toEqual([]);
  });

  test.each(VALID)('reads what tshark wrongly calls malformed: %s', (file) => {
    const faults = readLines(file).map(({ raw }) =>
      READINGS.map((context) => decodeMessage(Uint8Array.from(Buffer.from(raw, 'hex')), context).fault),
    );
    expect(faults.filter((readings) => !readings.includes(null))).toEqual([]);
  });
});
