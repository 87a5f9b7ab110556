import { ROUTER_AS, ROUTER_SIDE } from '../pairing.ts';
import { ROUTER } from '../scenario.ts';
import {
  asPath,
  endOfRib,
  fourOctetAs,
  keepalive,
  multiprotocol,
  nextHop,
  type OpenFields,
  openMessage,
  origin,
  routeRefresh,
  update,
} from './messages.ts';
import type { Step } from './peer.ts';

export const ROUTER_OPEN: OpenFields = {
  as: ROUTER_AS,
  id: ROUTER_SIDE.id,
  holdTime: 30,
  capabilities: [multiprotocol(1), routeRefresh, fourOctetAs(ROUTER_AS)],
};

export const ROUTER_ROUTES: Buffer = update([origin(), asPath([ROUTER_AS]), nextHop(ROUTER)], ['10.96.0.0/16']);

/** The router brings the session up, announces its routes, and then does what it is told. */
export const session = (
  steps: readonly Step[],
  open: Partial<OpenFields> = {},
  routes: Buffer = ROUTER_ROUTES,
): readonly Step[] => [
  { expect: 'OPEN', send: openMessage({ ...ROUTER_OPEN, ...open }) },
  { expect: 'KEEPALIVE', send: Buffer.concat([keepalive, routes, endOfRib]), repeat: keepalive, every: 10, sleep: 2 },
  ...steps,
];
