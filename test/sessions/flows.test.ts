import { createBudget } from '../../src/sessions/budget.ts';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFlowCache, flowOf, orderEnds } from '../../src/sessions/flows.ts';
import { createConnection } from '../../src/sessions/connection.ts';
import { createDissector } from '../../src/decoders/dissect.ts';
import { formatAddress } from '../../src/net/address.ts';
import { captured, ethernet } from '../decoders/link/encode.ts';
import { ipv4 } from '../decoders/ip/encode.ts';
import { tcp } from '../decoders/tcp/encode.ts';

const octet = fc.nat({ max: 255 });
const address = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const port = fc.nat({ max: 65_535 });
const end = fc.tuple(address, port);

test('both directions share a key and a pair, and differ in who sent the packet', () => {
  fc.assert(
    fc.property(end, end, ([source, sourcePort], [destination, destinationPort]) => {
      fc.pre(source !== destination || sourcePort !== destinationPort);
      const there = orderEnds(source, sourcePort, destination, destinationPort);
      const back = orderEnds(destination, destinationPort, source, sourcePort);
      expect(back).toEqual({ ...there, from: there.from === 0 ? 1 : 0 });
      expect([there.addresses[there.from], there.ports[there.from]]).toEqual([source, sourcePort]);
    }),
  );
});

const segment = (source: string, sourcePort: number, destination: string, destinationPort: number) => {
  const packet = captured(ethernet(0x0800, ipv4(6, tcp([], { sourcePort, destinationPort }), { source, destination })));
  return createDissector().dissect(packet);
};

test('the flow of a packet is that of its addresses and ports', () => {
  const packet = segment('192.0.2.9', 40_000, '10.0.0.2', 179);
  expect(formatAddress(packet.bytes, packet.sourceAt, 4)).toBe('192.0.2.9');
  expect(flowOf(packet)).toEqual(orderEnds('192.0.2.9', 40_000, '10.0.0.2', 179));
});

test('the cache finds flows, each direction on its own, until one takes the place of another', () => {
  const stamp = { source: 'x.pcap', frame: 1, seconds: 0, nanoseconds: 0, digits: 6, ahead: 0 };
  const connection = createConnection(
    1,
    ['a', 'b'],
    { outgoing: [0, 0], incoming: [0, 0] },
    [1, 2],
    stamp,
    false,
    createBudget(),
  );
  const cache = createFlowCache();
  const packets = Array.from({ length: 512 }, (_, last) => segment('10.0.0.1', 40_000 + last, '10.0.0.5', 179));
  for (const packet of packets) cache.remember(packet, connection, 0);
  const found = packets.map((packet) => cache.find(packet)?.connection === connection);
  expect(found.slice(0, 256)).not.toContain(true);
  expect(found.slice(256)).not.toContain(false);
  expect(cache.find(segment('10.0.0.5', 179, '10.0.0.1', 40_000))).toBe(undefined);
  cache.clear();
  expect(packets.flatMap((packet) => cache.find(packet) ?? [])).toEqual([]);
});
