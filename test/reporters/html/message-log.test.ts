import { expect, test } from 'vitest';
import {
  createMessageLog,
  type LoggedMessage,
  RECORD_HEADER,
  RecordFlag,
} from '../../../src/reporters/html/message-log.ts';

const node = { address: '10.0.0.1', port: 40_000 };
const router = { address: '10.0.0.2', port: 179 };
const context = { fourOctetAs: true, addPath: new Set([257]) };

const message = (frame: number, more: Partial<LoggedMessage> = {}): LoggedMessage => ({
  stamp: { source: 'a.pcap', frame, seconds: 1_700_000_000, nanoseconds: 123_456_789, digits: 9 },
  source: node,
  destination: router,
  missing: 0,
  skipped: 0,
  bytes: Uint8Array.of(1, 2, 3),
  context,
  guessed: false,
  ...more,
});

test('a record holds what the page needs to decode it', () => {
  const log = createMessageLog();
  log.add(message(7));
  log.add(message(8, { source: router, destination: node, guessed: true, missing: 4, context: { ...context } }));
  const { octets, flows, contexts, count, omitted } = log.finish();
  const view = new DataView(octets.buffer, octets.byteOffset);
  const second = RECORD_HEADER + 3;
  expect([view.getUint32(0), view.getFloat64(4), view.getUint32(12), view.getUint8(20), view.getUint8(21)]).toEqual([
    7, 1_700_000_000, 123_456_789, 9, 0,
  ]);
  expect([...octets.subarray(RECORD_HEADER, second)]).toEqual([1, 2, 3]);
  expect(view.getUint8(second + 21)).toBe(RecordFlag.GUESSED | RecordFlag.LOST);
  expect(flows[view.getUint16(second + 16)]).toEqual({ file: 'a.pcap', source: router, destination: node });
  expect(contexts).toEqual([{ fourOctetAs: true, addPath: [257] }]); // equal ones are one
  expect({ count, omitted }).toEqual({ count: 2, omitted: 0 });
});

test('of too many the first and the last stay, and the others are counted', () => {
  const log = createMessageLog({ octets: 1 << 20, messages: 10 });
  const bytes = new Uint8Array(60_000); // four to a block
  for (let frame = 1; frame <= 100; frame += 1) log.add(message(frame, { bytes }));
  const { octets, count, head, omitted } = log.finish();
  const view = new DataView(octets.buffer, octets.byteOffset);
  const frames = Array.from({ length: count }, (_, at) => view.getUint32(at * (RECORD_HEADER + bytes.length)));
  expect(frames.slice(0, head)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(frames.at(-1)).toBe(100);
  expect(frames.slice(head)).toEqual(frames.slice(head).toSorted((a, b) => a - b));
  expect(count + omitted).toBe(100);
  expect(octets.length).toBeLessThan(2 << 20);
});

test('flows beyond what a record can name are counted, not kept', () => {
  const log = createMessageLog();
  for (let port = 0; port < 65_540; port += 1) log.add(message(1, { source: { address: '10.0.0.1', port } }));
  expect(log.finish()).toMatchObject({ omitted: 4, count: 65_536 });
});
