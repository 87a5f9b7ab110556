/** What speakers of a story say. */
import { capability, message, open, parameter, prefix, u16, u32, update, MANDATORY } from '../decoders/bgp/encode.ts';
import type { Dialogue } from './story.ts';

const capabilities = (as: number) => [
  ...parameter(2, capability(1, u16(1), [0, 1])),
  ...parameter(2, capability(65, u32(as))),
];

export const OPEN: Uint8Array = open(capabilities(64_512));
export const ANSWER: Uint8Array = open(capabilities(65_001), { myAs: 65_001, bgpId: '10.0.0.2' });
export const KEEPALIVE: Uint8Array = message(4);
export const ROUTES: Uint8Array = update({
  attributes: MANDATORY,
  nlri: [...prefix('10.244.0.0/24'), ...prefix('10.244.1.0/24')],
});

/** From SYN to Established, in seven packets. */
export function comeUp({ client, server, handshake }: Dialogue): void {
  handshake();
  client.says(OPEN);
  server.says(ANSWER, KEEPALIVE);
  client.says(KEEPALIVE);
  server.ack();
}
