import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClock, setTime } from '../../../src/decoders/capture/pcapng-clock.ts';
import { emptyPacket } from '../../../src/decoders/capture/record-decoder.ts';

const word = fc.nat({ max: 0xffff_ffff });

/** What the draft says, in integers as large as it takes. */
function exact(units: bigint, resolution: number): { seconds: number; nanoseconds: number } {
  const perSecond = (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
  const nanoseconds = ((units % perSecond) * 1_000_000_000n) / perSecond;
  return { seconds: Number(units / perSecond), nanoseconds: Number(nanoseconds) };
}

test('a time is exact in any resolution, whatever time came before it', () => {
  const resolution = fc.oneof(fc.nat({ max: 19 }), fc.integer({ min: 0x80, max: 0xbf }), fc.nat({ max: 255 }));
  const step = fc.oneof(fc.bigInt({ min: -3n, max: 3n }), fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }));
  fc.assert(
    fc.property(resolution, word, word, fc.array(step, { maxLength: 20 }), (exponent, high, low, steps) => {
      const clock = createClock(exponent, 0);
      const packet = emptyPacket();
      let units = (BigInt(high) << 32n) | BigInt(low);
      for (const each of [0n, ...steps]) {
        units = BigInt.asUintN(64, units + each);
        setTime(packet, Number(units >> 32n), Number(units & 0xffff_ffffn), clock);
        expect(packet).toMatchObject(exact(units, exponent));
      }
    }),
  );
});

test.each([
  [0, 0],
  [6, 6],
  [9, 9],
  [12, 9],
  [0x80, 0],
  [0x8a, 4],
  [0x94, 7],
  [0xbf, 9],
])('if_tsresol %i has %i decimals', (resolution, digits) => {
  expect(createClock(resolution, 0).digits).toBe(digits);
});
