import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Framer, looksLikeHeader } from '../../src/sessions/framer.ts';
import { chunkLengths, inChunks } from '../arbitraries/chunks.ts';
import { ANSWER, KEEPALIVE, OPEN, ROUTES } from '../arbitraries/speech.ts';
import { anyMessage } from '../decoders/bgp/arbitraries.ts';
import { message, notification } from '../decoders/bgp/encode.ts';
import { runs } from '../arbitraries/runs.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

function start(): Framer & { readonly messages: string[]; readonly cuts: string[]; readonly faults: string[] } {
  const messages: string[] = [];
  const cuts: string[] = [];
  const faults: string[] = [];
  const framer = new Framer({
    pass: (_bytes, from) => from,
    message: (bytes, from, to) => messages.push(text(bytes.subarray(from, to))),
    cut: (bytes, from, to) => cuts.push(text(bytes.subarray(from, to))),
    fault: ({ reason, offset, answer }) => faults.push(`${answer.code}/${answer.subcode} at ${offset}: ${reason}`),
  });
  return Object.assign(framer, { messages, cuts, faults });
}

function pushAll(framer: Framer, ...parts: readonly Uint8Array[]): void {
  const stream = join(parts);
  framer.push(stream, 0, stream.length);
}

const cutAt = (length: number): Uint8Array => ROUTES.subarray(0, length);

/** What can stand between messages, or in their place. */
const noise = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 60 }),
  fc.integer({ min: 1, max: 40 }).map((length) => new Uint8Array(length).fill(0xff)),
  fc.integer({ min: 0, max: 0xffff }).map((length) => {
    const header = KEEPALIVE.slice();
    header.set([length >> 8, length & 0xff], 16);
    return header;
  }),
);

describe('framing', () => {
  test('gives the same messages however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 8 }), chunkLengths, (messages, lengths) => {
        const framer = start();
        inChunks(join(messages), lengths, (...piece) => framer.push(...piece));
        framer.finish();
        expect(framer.messages).toEqual(messages.map(text));
        expect([framer.cuts, framer.faults]).toEqual([[], []]);
      }),
    );
  });

  test('gives the same messages and faults of a broken stream however it is cut', () => {
    const stream = fc.array(fc.oneof(anyMessage, noise), { maxLength: 8 }).map(join);
    fc.assert(
      fc.property(stream, chunkLengths, fc.boolean(), (octets, lengths, midstream) => {
        const whole = start();
        const cut = start();
        if (midstream) {
          whole.lose();
          cut.lose();
        }
        pushAll(whole, octets.subarray(0, midstream ? 1 : 0));
        pushAll(cut, octets.subarray(0, midstream ? 1 : 0));
        const rest = octets.subarray(midstream ? 1 : 0);
        pushAll(whole, rest);
        inChunks(rest, lengths, (...piece) => cut.push(...piece));
        whole.finish();
        cut.finish();
        expect([cut.messages, cut.faults, cut.cuts]).toEqual([whole.messages, whole.faults, whole.cuts]);
      }),
      runs(150),
    );
  });

  test('a message in one piece is handed out where it lies', () => {
    const stream = join([OPEN, KEEPALIVE]);
    const places: number[] = [];
    const framer = new Framer({
      pass: (_bytes, from) => from,
      message: (bytes, from) => places.push(bytes === stream ? from : -1),
      cut: () => places.push(-2),
      fault: () => places.push(-3),
    });
    framer.push(stream, 0, stream.length);
    expect(places).toEqual([0, OPEN.length]);
  });
});

describe('framing that is lost', () => {
  test('goes on at the next plausible header, wherever the stream begins', () => {
    const before = fc.uint8Array({ maxLength: 100 }).map((octets) => octets.map((octet) => octet & 0x7f));
    fc.assert(
      fc.property(
        before,
        fc.array(anyMessage, { minLength: 1, maxLength: 4 }),
        chunkLengths,
        (tail, after, lengths) => {
          const framer = start();
          framer.lose();
          inChunks(join([tail, ...after]), lengths, (...piece) => framer.push(...piece));
          framer.finish();
          const plausible = after.findIndex((each) => looksLikeHeader(each, 0, each.length, 4096));
          const expected = plausible === -1 ? [] : after.slice(plausible).map(text);
          expect(framer.messages.slice(-expected.length || Infinity)).toEqual(expected);
          expect(framer.faults).toEqual([]);
        },
      ),
    );
  });

  test('an octet 255 before the marker does not hide it', () => {
    const framer = start();
    framer.lose();
    pushAll(framer, Uint8Array.of(1, 255, 255, 255), KEEPALIVE);
    expect(framer.messages).toEqual([text(KEEPALIVE)]);
    expect(framer.skipped).toBe(4);
  });

  test('a marker with an implausible length or type is passed over', () => {
    const framer = start();
    framer.lose();
    const tooLong = message(4, [0]);
    const unknownType = message(9);
    pushAll(framer, Uint8Array.of(1), tooLong, unknownType, ROUTES);
    expect(framer.messages).toEqual([text(ROUTES)]);
  });

  test('a segment that begins with a marker begins with a message, whatever its type', () => {
    const framer = start();
    framer.lose();
    pushAll(framer, message(9), KEEPALIVE);
    expect(framer.messages).toEqual([text(message(9)), text(KEEPALIVE)]);
  });

  test('a wrong marker is told once, and reading goes on at the next one', () => {
    const framer = start();
    pushAll(framer, KEEPALIVE, Uint8Array.from([255, 255, 0, ...Array<number>(50).fill(7)]), OPEN, ANSWER);
    expect(framer.faults).toEqual(['1/1 at 2: marker octet 2 is 0, not 255: no message begins here']);
    expect(framer.messages).toEqual([text(KEEPALIVE), text(OPEN), text(ANSWER)]);
  });

  test('a wrong marker shows before the header is whole', () => {
    const framer = start();
    pushAll(framer, Uint8Array.of(22, 3, 1));
    expect(framer.faults).toEqual(['1/1 at 0: marker octet 0 is 22, not 255: no message begins here']);
    pushAll(framer, KEEPALIVE, Uint8Array.of(1, 2, 3));
    expect(framer.messages).toEqual([text(KEEPALIVE)]);
    expect(framer.faults).toHaveLength(2);
  });

  test.each([
    [18, 4096],
    [0, 4096],
    [4097, 4096],
    [65_535, 4096],
  ])('a length of %i breaks the header: the limit is %i', (length, limit) => {
    const framer = start();
    const header = KEEPALIVE.slice();
    header.set([length >> 8, length & 0xff], 16);
    pushAll(framer, header, OPEN);
    expect(framer.faults).toEqual([`1/2 at 16: message length ${length}, allowed are 19 to ${limit}`]);
    expect(framer.messages).toEqual([text(OPEN)]);
  });

  test('messages above 4,096 octets pass once both sides said so (RFC 8654)', () => {
    const long = message(2, Array<number>(60_000).fill(1));
    const framer = start();
    framer.allowExtended();
    inChunks(join([long, KEEPALIVE]), [1460], (...piece) => framer.push(...piece));
    expect(framer.messages).toEqual([text(long), text(KEEPALIVE)]);
  });
});

describe('octets that are not in the capture', () => {
  test('a hole up to the end of a message cuts that message and nothing else', () => {
    const framer = start();
    pushAll(framer, KEEPALIVE, cutAt(30));
    framer.skip(ROUTES.length - 30);
    pushAll(framer, OPEN);
    expect(framer.cuts).toEqual([text(cutAt(30))]);
    expect(framer.messages).toEqual([text(KEEPALIVE), text(OPEN)]);
    expect(framer.faults).toEqual([]);
  });

  test('a hole within a message loses its rest, which is no fault', () => {
    const framer = start();
    pushAll(framer, cutAt(30));
    framer.skip(5);
    pushAll(framer, ROUTES.subarray(35), OPEN);
    expect(framer.cuts).toEqual([text(cutAt(30))]);
    expect(framer.messages).toEqual([text(OPEN)]);
    expect(framer.faults).toEqual([]);
  });

  test('a hole over several messages loses them, which is no fault', () => {
    const framer = start();
    pushAll(framer, KEEPALIVE);
    framer.skip(ROUTES.length + 20);
    pushAll(framer, ROUTES.subarray(20), OPEN);
    expect(framer.messages).toEqual([text(KEEPALIVE), text(OPEN)]);
    expect(framer.faults).toEqual([]);
  });

  test('a hole within a header leaves nothing of the message', () => {
    const framer = start();
    pushAll(framer, cutAt(18));
    framer.skip(1);
    pushAll(framer, KEEPALIVE);
    expect(framer.cuts).toEqual([]);
    expect(framer.messages).toEqual([text(KEEPALIVE)]);
  });

  test('the end of the capture cuts what has a header', () => {
    const framer = start();
    const refusal = notification(6, 2, Array<number>(40).fill(65));
    pushAll(framer, refusal.subarray(0, 25));
    framer.finish();
    expect(framer.cuts).toEqual([text(refusal.subarray(0, 25))]);
    framer.finish();
    expect(framer.cuts).toHaveLength(1);
  });

  test('never more than one message waits, whatever the stream holds', () => {
    const framer = start();
    framer.lose();
    for (let turn = 0; turn < 2000; turn += 1) pushAll(framer, new Uint8Array(1000).fill(turn % 3 === 0 ? 255 : 200));
    expect(framer.messages).toEqual([]);
    pushAll(framer, Uint8Array.of(0), KEEPALIVE);
    expect(framer.messages).toEqual([text(KEEPALIVE)]);
  });
});
