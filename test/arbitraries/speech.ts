/** What speakers of a story say. */
import { encodeMessage } from '../../src/decoders/bgp/encode/message.ts';
import type { DecodeContext } from '../../src/decoders/bgp/message.ts';
import type { Dialogue } from './story.ts';

const CONTEXT: DecodeContext = { fourOctetAs: true, addPath: new Set() };

const open = (as: number, bgpId: string): Uint8Array => {
  const capabilities = [
    { code: 1, name: 'multiprotocol', afi: 1, safi: 1 },
    { code: 65, name: 'four-octet-as', as },
  ];
  return encodeMessage({ type: 'OPEN', open: { version: 4, myAs: as, holdTime: 90, bgpId, capabilities } }, CONTEXT);
};

export const OPEN: Uint8Array = open(64_512, '10.0.0.1');
export const ANSWER: Uint8Array = open(65_001, '10.0.0.2');
export const KEEPALIVE: Uint8Array = encodeMessage({ type: 'KEEPALIVE' }, CONTEXT);
export const ROUTES: Uint8Array = encodeMessage(
  {
    type: 'UPDATE',
    update: {
      withdrawn: [],
      attributes: [
        { type: 1, name: 'ORIGIN', flags: 0x40, value: 'IGP' },
        { type: 2, name: 'AS_PATH', flags: 0x40, value: [{ type: 'AS_SEQUENCE', asns: [64_512] }] },
        { type: 3, name: 'NEXT_HOP', flags: 0x40, value: '10.0.0.1' },
      ],
      nlri: [{ prefix: '10.244.0.0/24' }, { prefix: '10.244.1.0/24' }],
    },
  },
  CONTEXT,
);

/** From SYN to Established, in seven packets. */
export function comeUp({ client, server, handshake }: Dialogue): void {
  handshake();
  client.says(OPEN);
  server.says(ANSWER, KEEPALIVE);
  client.says(KEEPALIVE);
  server.ack();
}
