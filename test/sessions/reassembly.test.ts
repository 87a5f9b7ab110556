import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Reassembly } from '../../src/sessions/reassembly.ts';
import { runs } from '../arbitraries/runs.ts';

const WORD = 0x1_0000_0000;

interface Receiver extends Reassembly {
  /** Octets in order, `?` for each of a hole, `-` for each that nobody has, and `!` for each that the snap length cut. */
  text(): string;
  /** Puts `text` at an offset of the stream. */
  put(offset: number, text: string, seconds?: number, captured?: number): void;
  ack(offset: number, seconds?: number): void;
  /** The packet in whose name each piece of data came. */
  readonly frames: number[];
}

function receive(isn: number): Receiver {
  let text = '';
  let frame = 0;
  let named = 0;
  let now = 0;
  const frames: number[] = [];
  const reassembly = new Reassembly({
    data(bytes, start, end) {
      text += String.fromCodePoint(...bytes.subarray(start, end));
      frames.push(named);
    },
    during(earlier, action) {
      named = earlier.frame;
      action();
      named = frame;
    },
    stamp: () => ({ source: 'x.pcap', frame, seconds: now, nanoseconds: 0, digits: 6, ahead: 0 }),
    lost(length) {
      text += '-'.repeat(length);
    },
    hole(length, snapped) {
      text += (snapped ? '!' : '?').repeat(length);
    },
  });
  return Object.assign(reassembly, {
    frames,
    text: () => text,
    put(offset: number, octets: string, seconds = 0, captured = octets.length) {
      frame += 1;
      named = frame;
      now = seconds;
      const bytes = Uint8Array.from(`--${octets}--`, (letter) => letter.codePointAt(0) ?? 0);
      reassembly.segment((isn + 1 + offset) % WORD, bytes, 2, 2 + captured, octets.length, seconds);
      bytes.fill(0x2e);
    },
    ack: (offset: number, seconds = 0) => reassembly.acknowledged((isn + 1 + offset) % WORD, seconds),
  });
}

const anyIsn = fc.oneof(fc.nat({ max: WORD - 1 }), fc.integer({ min: WORD - 300, max: WORD - 1 }));

/** A stream, and segments that cover it: cut anywhere, overlapping, doubled, in any order. */
const segments = fc
  .tuple(fc.string({ unit: fc.constantFrom(...'abcdefghij'), minLength: 1, maxLength: 300 }), anyIsn)
  .chain(([stream, isn]) =>
    fc
      .tuple(
        fc.array(fc.nat({ max: stream.length }), { maxLength: 12 }),
        fc.array(fc.tuple(fc.nat({ max: stream.length - 1 }), fc.integer({ min: 1, max: 80 })), { maxLength: 12 }),
      )
      .chain(([cuts, more]) => {
        const starts = [...new Set([0, ...cuts])].filter((at) => at < stream.length).toSorted((a, b) => a - b);
        const cover = starts.map((at, index) => ({ at, octets: stream.slice(at, starts[index + 1]) }));
        const repeated = more.map(([at, length]) => ({ at, octets: stream.slice(at, at + length) }));
        const all = [...cover, ...repeated];
        return fc.record({
          stream: fc.constant(stream),
          isn: fc.constant(isn),
          all: fc.shuffledSubarray(all, { minLength: all.length }),
        });
      }),
  );

describe('reassembly', () => {
  test('any order, overlap, repetition and wrap-around gives the same octets', () => {
    fc.assert(
      fc.property(segments, ({ stream, isn, all }) => {
        const receiver = receive(isn);
        receiver.start(isn, false);
        for (const { at, octets } of all) receiver.put(at, octets);
        expect(receiver.text()).toBe(stream);
        receiver.finish();
        expect(receiver.text()).toBe(stream);
      }),
      runs(150),
    );
  });

  test('acknowledgements change nothing as long as what they mean comes within the patience', () => {
    fc.assert(
      fc.property(segments, ({ stream, isn, all }) => {
        const receiver = receive(isn);
        receiver.start(isn, false);
        for (const { at, octets } of all.slice(0, 3)) receiver.put(at, octets, 0);
        receiver.ack(stream.length, 0.1);
        for (const { at, octets } of all.toSorted((one, other) => one.at - other.at)) receiver.put(at, octets, 0.15);
        expect(receiver.text()).toBe(stream);
      }),
    );
  });

  test('never gives up a hole that nobody acknowledged: the retransmission fills it', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    for (let index = 1; index < 1000; index += 1) receiver.put(index * 2, 'xy', index);
    expect(receiver.text()).toBe('');
    receiver.put(0, 'ab', 2000);
    expect(receiver.text()).toBe(`ab${'xy'.repeat(999)}`);
  });

  test('gives up an acknowledged hole once four segments wait', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(0, 'ab');
    receiver.ack(12);
    receiver.put(4, 'ef');
    receiver.put(6, 'gh');
    receiver.put(8, 'ij');
    expect(receiver.text()).toBe('ab');
    receiver.put(10, 'kl');
    expect(receiver.text()).toBe('ab??efghijkl');
  });

  test('gives up an acknowledged hole after a fifth of a second', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(2, 'cd', 1);
    receiver.ack(4, 1.1);
    expect(receiver.text()).toBe('');
    receiver.ack(4, 1.3);
    expect(receiver.text()).toBe('??cd');
  });

  test('a later hole has patience of its own', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(2, 'cd', 1);
    receiver.put(6, 'gh', 1.25);
    receiver.ack(8, 1.3);
    expect(receiver.text()).toBe('??cd');
    receiver.put(4, 'ef', 1.31);
    expect(receiver.text()).toBe('??cdefgh');
  });

  test('the queue is bounded: the oldest hole is given up instead', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    for (let index = 0; index < 1025; index += 1) receiver.put(1 + index * 2, 'x');
    expect(receiver.text().startsWith('?x')).toBe(true);
    const wide = receive(9);
    wide.start(9, false);
    for (let index = 0; index < 18; index += 1) wide.put(1 + index * 65_000, 'x'.repeat(65_000));
    expect(wide.text().length).toBe(1 + 18 * 65_000);
  });

  test('what waited behind a hole that was given up comes in the name of its own packet', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(2, 'cd', 1);
    receiver.put(4, 'ef', 1);
    receiver.ack(6, 2);
    expect(receiver.frames).toEqual([1, 2]);
  });

  test('what waited for a retransmission comes in the name of the retransmission', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(2, 'cd', 1);
    receiver.put(0, 'ab', 2);
    expect(receiver.frames).toEqual([2, 2]);
  });

  test('octets that the snap length cut are told apart from those that are missing', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(0, 'abcdef', 0, 4);
    receiver.put(6, 'gh');
    expect(receiver.text()).toBe('abcd!!gh');
  });

  test('a snapped segment that waits keeps its length', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(2, 'cdef', 0, 1);
    receiver.put(6, 'gh');
    receiver.put(0, 'ab');
    expect(receiver.text()).toBe('abc!!!gh');
  });

  test('repetitions are counted', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(0, 'abcd');
    receiver.put(0, 'abcd');
    receiver.put(2, 'cdef');
    expect([receiver.text(), receiver.repeats]).toEqual(['abcdef', 2]);
  });

  test('without a SYN the stream begins with its first segment', () => {
    const receiver = receive(WORD - 3);
    receiver.put(10, 'ab');
    receiver.put(0, 'early');
    receiver.put(12, 'cd');
    expect(receiver.text()).toBe('abcd');
  });

  test('data on a SYN that its sender did not count is not taken for a repetition', () => {
    const receiver = receive(9);
    receiver.start(9, true);
    receiver.put(0, 'abcd');
    receiver.put(3, 'efgh'); // numbered from the SYN, which should have counted
    receiver.put(7, 'ij');
    expect(receiver.text()).toBe('abcdefghij');
  });
});

describe('the end of the capture', () => {
  test('hands out what waits and tells its holes', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(2, 'cd');
    receiver.put(6, 'gh');
    receiver.finish();
    expect(receiver.text()).toBe('??cd??gh');
  });

  test('tells of octets that were acknowledged and never seen', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(0, 'ab');
    receiver.ack(8);
    receiver.finish();
    expect(receiver.text()).toBe('ab??????');
  });

  test('an acknowledged FIN is no missing octet', () => {
    const receiver = receive(9);
    receiver.start(9, false);
    receiver.put(0, 'ab');
    receiver.ack(3);
    receiver.finish();
    expect(receiver.text()).toBe('ab');
  });
});
