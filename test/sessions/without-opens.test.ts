/** A capture that begins after the OPENs: its UPDATEs have to be read as they are in the whole capture. */
import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageToJson } from '../../src/decoders/bgp/to-json.ts';
import { createCaptureAnalysis } from '../../src/evidence/captures.ts';
import { restrict } from '../../src/decoders/bgp/negotiate.ts';
import { createInference, inferredContext, weighUpdate } from '../../src/decoders/bgp/infer-context.ts';
import { type DecodedMessage, decodingListener } from '../../src/sessions/messages.ts';
import { anyContext, anyUpdate, mutated } from '../decoders/bgp/arbitraries.ts';
import { asPath2, asPath4, NEXT_HOP, ORIGIN, u32, update } from '../decoders/bgp/encode.ts';
import { runs, sampleOf } from '../arbitraries/runs.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

function decode(bytes: Uint8Array): readonly DecodedMessage[] {
  const messages: DecodedMessage[] = [];
  const analysis = createCaptureAnalysis({ listener: decodingListener((message) => messages.push(message)) });
  const input = analysis.open('capture');
  input.push(bytes);
  input.end(bytes.length);
  analysis.finish();
  return messages;
}

/** A classic pcap without its first `count` packets. */
function withoutFirst(bytes: Uint8Array, count: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = FILE_HEADER;
  for (let packet = 0; packet < count; packet++) at += RECORD_HEADER + view.getUint32(at + 8, true);
  return Uint8Array.from([...bytes.subarray(0, FILE_HEADER), ...bytes.subarray(at)]);
}

const isUpdate = ({ message }: DecodedMessage): boolean => message.type === 'UPDATE';
const textOf = ({ source, destination, message }: DecodedMessage): string =>
  JSON.stringify({ source, destination, ...messageToJson(message) });

const names = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.pcap'));
const captures = sampleOf(names.toSorted(), 2).flatMap((name) => {
  const bytes = Uint8Array.from(readFileSync(new URL(name, FIXTURES)));
  const messages = decode(bytes);
  const lastOpen = messages.findLast(({ message }) => message.type === 'OPEN')?.stamp.frame ?? 0;
  const updates = messages.filter((message) => isUpdate(message) && message.stamp.frame > lastOpen);
  return updates.length === 0 || lastOpen === 0 ? [] : [{ name, bytes, lastOpen, updates }];
});

describe('UPDATEs without the OPENs before them', () => {
  test('are there to be read', () => {
    expect(captures.length).toBeGreaterThan(30);
  });

  test.each(captures)('$name', ({ bytes, lastOpen, updates }) => {
    const left = decode(withoutFirst(bytes, lastOpen));
    const cut = left.filter(isUpdate);
    // TCP may have sent an OPEN again.
    const isTold = left.some(({ message }) => message.type === 'OPEN');
    expect(cut.map(textOf)).toEqual(updates.map(textOf));
    expect(cut.filter(({ inferred }) => inferred === null && !isTold)).toEqual([]);
  });

  test('what both OPENs tell is not inferred', () => {
    const updates = decode(readFileSync(new URL('healthy/add-path-gobgp-bird.pcap', FIXTURES))).filter(isUpdate);
    expect(updates.length).toBeGreaterThan(0);
    expect(updates.filter(({ inferred }) => inferred !== null)).toEqual([]);
  });
});

/** Routes as networks have them: masked prefixes, AS numbers in use, path identifiers that were counted or are addresses. */
const anyPrefix = fc
  .tuple(fc.integer({ min: 1, max: 223 }), fc.nat({ max: 0xff_ffff }), fc.integer({ min: 8, max: 32 }))
  .map(([first, rest, bits]) => {
    const address = first * 0x1_00_00_00 + rest;
    return [bits, ...u32(address - (address % 2 ** (32 - bits))).slice(0, (bits + 7) >> 3)];
  });
const anyId = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0x0a00_0001, max: 0x0aff_ffff }));
const anyAs = fc.oneof(fc.integer({ min: 1, max: 64_000 }), fc.integer({ min: 64_512, max: 65_534 }));
const anyWideAs = fc.oneof(anyAs, fc.integer({ min: 131_072, max: 400_000 }), fc.constant(4_200_000_001));

function anyRoutes(fourOctetAs: boolean, pathIds: boolean): fc.Arbitrary<Uint8Array> {
  const path = fc.array(fourOctetAs ? anyWideAs : anyAs, { minLength: 1, maxLength: 6 });
  const nlri = fc.array(fc.tuple(anyId, anyPrefix), { minLength: 1, maxLength: 8 });
  return fc.tuple(path, nlri).map(([asns, prefixes]) =>
    update({
      attributes: [...ORIGIN, ...(fourOctetAs ? asPath4(...asns) : asPath2(...asns)), ...NEXT_HOP],
      nlri: prefixes.flatMap(([id, prefix]) => [...(pathIds ? u32(id) : []), ...prefix]),
    }),
  );
}

const routeOf = (asPath: readonly number[]): Uint8Array =>
  update({ attributes: [...ORIGIN, ...asPath, ...NEXT_HOP], nlri: [8, 10] });

describe('the reading of UPDATEs that were made to be read so', () => {
  test.each([
    [true, false],
    [false, false],
    [true, true],
    [false, true],
  ])('4-octet AS numbers %j, path identifiers %j: after three', (fourOctetAs, pathIds) => {
    fc.assert(
      fc.property(fc.array(anyRoutes(fourOctetAs, pathIds), { minLength: 3, maxLength: 3 }), (updates) => {
        const inference = createInference();
        for (const bytes of updates) weighUpdate(inference, 1, bytes, 0, bytes.length);
        const addPath = new Set(pathIds ? [257] : []);
        expect(inferredContext(inference, 1)).toEqual({ fourOctetAs, addPath });
        expect(inferredContext(inference, 0)).toEqual({ fourOctetAs, addPath: new Set() });
      }),
      runs(80),
    );
  });

  test('one that does not fit does not turn what many said, several do', () => {
    const inference = createInference();
    const weigh = (bytes: Uint8Array): boolean => {
      weighUpdate(inference, 0, bytes, 0, bytes.length);
      return inferredContext(inference, 0).fourOctetAs;
    };
    for (let count = 0; count < 40; count++) weigh(routeOf(asPath4(64_512)));
    expect(weigh(routeOf(asPath2(64_512)))).toBe(true);
    expect([1, 2, 3].map(() => weigh(routeOf(asPath2(64_512))))).toContain(false);
  });

  test('an OPEN that is there rules out what it does not offer', () => {
    const inferred = { fourOctetAs: true, addPath: new Set([257, 513]) };
    const plain = { version: 4, myAs: 1, as: 1, holdTime: 90, bgpId: '1.1.1.1', capabilities: [], otherParameters: [] };
    expect(restrict(inferred, null, null)).toEqual(inferred);
    expect(restrict(inferred, plain, null)).toEqual({ fourOctetAs: false, addPath: new Set() });
    const families = [{ afi: 1, safi: 1, send: false, receive: true }];
    const capabilities = [
      { code: 65, name: 'four-octet-as', as: 1 },
      { code: 69, name: 'add-path', families },
    ];
    expect(restrict(inferred, null, { ...plain, capabilities })).toEqual({
      fourOctetAs: true,
      addPath: new Set([257]),
    });
  });

  test('whatever the octets, they are weighed', () => {
    fc.assert(
      fc.property(mutated(anyContext.chain(anyUpdate)), (bytes) => {
        const inference = createInference();
        weighUpdate(inference, 0, bytes, 0, bytes.length);
        expect(inferredContext(inference, 0).addPath.size).toBeLessThan(4);
      }),
    );
  });
});
