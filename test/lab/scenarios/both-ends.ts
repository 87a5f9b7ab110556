import type { Capture } from '../capture.ts';
import type { Dials, Side } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, type Expectation, type Scenario } from '../scenario.ts';
import type { Namespace } from '../namespaces.ts';
import { forwardChain, inputChain, type Pair } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

type Routed = Pair & { readonly middle: Namespace };

/** A node of BIRD and a router of FRR, both of which capture, and a router between. */
export interface TwoEnds extends Pick<Scenario, 'name' | 'about'> {
  readonly expect: Expectation;
  /** Seconds that the router's clock is set ahead. */
  readonly ahead: number;
  readonly dials?: Dials;
  readonly nodeSide?: Side;
  readonly routerSide?: Side;
  readonly prepare?: (pair: Routed) => Promise<void>;
  /** `capture` is the node's. */
  readonly watch: (pair: Routed, capture: Capture) => Promise<unknown>;
}

const MULTIHOP: Side = withHoldTime({ neighbor: { multihop: 3 } });
const BOTH = { nodeSide: MULTIHOP, routerSide: MULTIHOP };
const LOST: Expectation = { findings: [error('bgp/lost-on-the-way', null)], sessions: [{ state: 'failed' }] };
const NODE = '192.168.10.11';

const cut = ({ middle }: Routed, rule: string): Promise<void> => middle.nft(forwardChain('cut', rule));

export const BOTH_ENDS: readonly TwoEnds[] = [
  {
    name: 'healthy',
    about: 'Healthy, captured at both ends; the clock of the router is an hour ahead.',
    expect: { findings: [], sessions: [{ state: 'established' }] },
    ahead: 3600,
    ...BOTH,
    watch: (_, capture) => untilSettled(capture),
  },
  {
    name: 'cut-one-way',
    about:
      'The router between drops what the node sends, from some time on, so that the hold timer of the other side expires. The clock of the router is 2.5 s behind.',
    expect: LOST,
    ahead: -2.5,
    ...BOTH,
    async watch(pair, capture) {
      await untilSettled(capture);
      await cut(pair, `ip saddr ${NODE} drop`);
      await sleep(25_000);
    },
  },
  {
    name: 'never-there',
    about:
      'The router between drops what the node sends; both dial. The node answers each SYN, and nothing of it comes.',
    expect: LOST,
    ahead: 0.25,
    dials: 'both',
    ...BOTH,
    prepare: (pair) => cut(pair, `ip saddr ${NODE} drop`),
    watch: () => sleep(20_000),
  },
  {
    name: 'dropped-by-host',
    about:
      'Near lost on the way: the SYNs come to the host of the router, whose own firewall drops them, so that both captures have them.',
    expect: { findings: [error('bgp/tcp-no-answer', null)], sessions: [{ state: 'failed' }] },
    ahead: 7,
    ...BOTH,
    prepare: ({ router }) => router.ns.nft(inputChain('firewall', 'tcp dport 179 drop')),
    watch: () => sleep(12_000),
  },
  {
    name: 'translated',
    about: 'Healthy: the router between translates the address of the node.',
    expect: { findings: [], sessions: [{ state: 'established' }] },
    ahead: -90,
    nodeSide: MULTIHOP,
    routerSide: withHoldTime({ neighbor: { multihop: 3, address: '192.168.20.254' } }),
    prepare: ({ middle }) =>
      middle.nft(
        'table ip nat {\nchain post {\ntype nat hook postrouting priority 100\noifname "eth1" masquerade\n}\n}\n',
      ),
    watch: (_, capture) => untilSettled(capture),
  },
];
