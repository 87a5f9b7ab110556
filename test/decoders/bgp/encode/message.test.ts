/** Laws: what was encoded decodes to the same, and what was decoded encodes to the same octets. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EncodeError } from '../../../../src/bytes/writer.ts';
import { decodeMessage } from '../../../../src/decoders/bgp/decode-message.ts';
import { encodeMessage } from '../../../../src/decoders/bgp/encode/message.ts';
import { toHex } from '../../../../src/decoders/bgp/hex.ts';
import type { BgpMessage, DecodeContext } from '../../../../src/decoders/bgp/message.ts';
import { createCaptureAnalysis } from '../../../../src/evidence/captures.ts';
import { sampleOf } from '../../../arbitraries/runs.ts';
import { FOUR_OCTET, hex, MULTI_PATH, TWO_OCTET } from '../encode.ts';

interface Seen {
  readonly octets: Uint8Array;
  readonly message: BgpMessage;
  readonly context: DecodeContext;
}

const MOST = 1500;

/** The whole and flawless messages of the captures under `folder`, each once. */
function messagesOf(folder: URL, every: number): Seen[] {
  const all = new Map<string, Seen>();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.pcap(ng)?$/.test(name));
  for (const name of sampleOf(names.toSorted(), every)) {
    if (all.size === MOST) break;
    const analysis = createCaptureAnalysis({
      listener: (_connection, _from, bytes, context) => {
        const key = `${context.fourOctetAs} ${toHex(bytes)}`;
        if (all.size === MOST || all.has(key)) return;
        const octets = bytes.slice();
        const message = decodeMessage(octets, context);
        if (message.fault === null && message.length === octets.length) all.set(key, { octets, message, context });
      },
    });
    const input = analysis.open(name);
    input.push(readFileSync(new URL(name, folder)));
    input.end(null);
    analysis.finish();
  }
  return [...all.values()];
}

/** Undefined where nothing writes one of its values. */
function encoded({ message, context }: Seen): Uint8Array | undefined {
  if (message.type === 'UNKNOWN') return undefined;
  try {
    return encodeMessage(message, context);
  } catch (error) {
    if (error instanceof EncodeError) return undefined;
    throw error;
  }
}

/** Speakers lay out their capabilities in several ways: of an OPEN the values count. */
function checkLaw(seen: Seen): boolean {
  const octets = encoded(seen);
  if (octets === undefined) return false;
  if (seen.message.type === 'OPEN')
    expect(decodeMessage(octets, seen.context)).toMatchObject({ open: readable(seen.message) });
  else expect(toHex(octets)).toBe(toHex(seen.octets));
  return true;
}

const readable = (message: BgpMessage) => (message.type === 'OPEN' ? message.open : null);

describe.each([
  ['the fixtures', new URL('../../../../fixtures/', import.meta.url), 3, 0.8],
  ['the public captures', new URL('../../../../../shared/captures/', import.meta.url), 1, 0.3],
] as const)('%s', (where, folder, every, least) => {
  test.skipIf(!existsSync(folder))(`encode to the octets that they were decoded from (needs ${where})`, () => {
    const all = messagesOf(folder, every);
    expect(all.length).toBeGreaterThan(200);
    const written = all.filter(checkLaw).length;
    // The rest has attributes or families that only decoders know.
    expect(written / all.length).toBeGreaterThan(least);
  });
});

const update = (value: unknown) => ({
  type: 'UPDATE' as const,
  update: { withdrawn: [], nlri: [], attributes: [{ type: 2, name: 'AS_PATH', flags: 0x40, value }] },
});
const authenticated = {
  type: 'OPEN' as const,
  open: { version: 4, myAs: 1, holdTime: 90, bgpId: '10.0.0.1', capabilities: [], otherParameters: [1] },
};

describe('encodeMessage', () => {
  test('widens an OPEN whose parameters are longer than 255 octets (RFC 9072)', () => {
    const capabilities = Array.from({ length: 50 }, (_, as) => ({ code: 65, name: 'four-octet-as', as }));
    const message = encodeMessage(
      { type: 'OPEN', open: { version: 4, myAs: 1, holdTime: 90, bgpId: '10.0.0.1', capabilities } },
      FOUR_OCTET,
    );
    expect(message[28]).toBe(255);
    expect(decodeMessage(message, FOUR_OCTET)).toMatchObject({ open: { capabilities }, fault: null });
  });

  test('writes AS numbers and path identifiers as the session negotiated', () => {
    const body = '0000 0014 400101 00 400206 0201 0000fde8 400304 0a000001 00000007 10 0a01'.replaceAll(' ', '');
    const octets = Uint8Array.from(hex(`${'ff'.repeat(16)}0032 02 ${body}`));
    expect(checkLaw({ octets, message: decodeMessage(octets, MULTI_PATH), context: MULTI_PATH })).toBe(true);
  });

  test.each<[string, Parameters<typeof encodeMessage>[0]]>([
    ['an AS number above 65535 in two octets', update([{ type: 'AS_SEQUENCE', asns: [65_536] }])],
    ['a value of no kind', update({ of: 'no kind' })],
    ['an OPEN that was not read', { type: 'OPEN', open: null }],
    [
      'a prefix without a length',
      { type: 'UPDATE', update: { withdrawn: [{ prefix: '10.0.0.0' }], attributes: [], nlri: [] } },
    ],
    ['an OPEN whose authentication was not kept', authenticated],
  ])('refuses %s', (_, message) => {
    expect(() => encodeMessage(message, TWO_OCTET)).toThrow(EncodeError);
  });

  test('any octets that decode without a fault come back, or are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(1, 2, 3, 5), (body, type) => {
        const octets = Uint8Array.from([...Array<number>(16).fill(255), 0, 19 + body.length, type, ...body]);
        const message = decodeMessage(octets, FOUR_OCTET);
        if (message.fault === null) checkLaw({ octets, message, context: FOUR_OCTET });
      }),
    );
  });
});
