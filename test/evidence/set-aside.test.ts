import { expect, test } from 'vitest';
import { createSetAside } from '../../src/evidence/set-aside.ts';
import { captured } from '../decoders/link/encode.ts';

function emptied(setAside: ReturnType<typeof createSetAside>): number[] {
  const frames: number[] = [];
  setAside.empty(({ frame }) => frames.push(frame));
  return frames;
}

test('packets come back as they were, once', () => {
  const setAside = createSetAside();
  const packet = captured([1, 2, 3], { frame: 7, seconds: 5, nanoseconds: 6, originalLength: 900, linkType: 113 });
  const { bytes, start, end, ...rest } = packet;
  const octets = [...bytes.subarray(start, end)];
  setAside.keep(packet);
  bytes.fill(0);
  setAside.empty((kept) => {
    expect([...kept.bytes.subarray(kept.start, kept.end)]).toEqual(octets);
    expect(kept).toMatchObject(rest);
  });
  expect(emptied(setAside)).toEqual([]);
});

test('of a long packet, the headers', () => {
  const setAside = createSetAside();
  setAside.keep(captured(Array.from({ length: 1500 }, (_, index) => index & 0xff)));
  setAside.empty((kept) => {
    expect(kept.end - kept.start).toBe(256);
    expect(kept.bytes[kept.end - 1]).toBe(255);
  });
});

test('the oldest makes room, and the order is kept', () => {
  const setAside = createSetAside();
  for (let frame = 1; frame <= 5000; frame += 1) setAside.keep(captured([], { frame }));
  expect(emptied(setAside)).toEqual(Array.from({ length: 2048 }, (_, index) => 5000 - 2047 + index));
});
