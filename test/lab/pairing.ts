import { DAEMONS, type DaemonName } from './daemons/daemons.ts';
import type { Neighbor, Speaker } from './daemons/speaker.ts';
import type { Namespace } from './namespaces.ts';
import { type Running, sleep } from './processes.ts';
import { type Capture, type CaptureOptions, startCapture } from './capture.ts';
import { hold, type Pair, release, type Site } from './topology.ts';

/** What most scenarios change about a side. */
export interface Side extends Partial<Omit<Speaker, 'neighbors'>> {
  readonly neighbor?: Partial<Neighbor>;
}

type Base = Required<Pick<Speaker, 'as' | 'id' | 'announce'>>;

export const NODE_AS = 64_512;
export const ROUTER_AS = 65_001;
export const NODE_SIDE: Base = { as: NODE_AS, id: '192.168.10.11', announce: ['10.244.1.0/24', '10.244.2.0/24'] };
export const ROUTER_SIDE: Base = { as: ROUTER_AS, id: '192.168.10.1', announce: ['10.96.0.0/16'] };

const speaker = (base: Base, peerAs: number, own: string, peer: string, { neighbor, ...side }: Side): Speaker => ({
  ...base,
  ...side,
  neighbors: [{ address: peer, local: own, as: peerAs, ...neighbor }],
});

type Addresses = (site: Site) => string;
export const ipv4: Addresses = ({ address }) => address;
export const ipv6: Addresses = ({ address6 }) => address6;

export const nodeSpeaker = ({ node, router }: Pair, side: Side = {}, by: Addresses = ipv4): Speaker =>
  speaker(NODE_SIDE, ROUTER_AS, by(node), by(router), side);

export const routerSpeaker = ({ node, router }: Pair, side: Side = {}, by: Addresses = ipv4): Speaker =>
  speaker(ROUTER_SIDE, NODE_AS, by(router), by(node), side);

export const startNode = (kind: DaemonName, pair: Pair, side?: Side, by?: Addresses): Promise<Running> =>
  DAEMONS[kind](pair.node.ns, nodeSpeaker(pair, side, by));

export const startRouter = (kind: DaemonName, pair: Pair, side?: Side, by?: Addresses): Promise<Running> =>
  DAEMONS[kind](pair.router.ns, routerSpeaker(pair, side, by));

/** In `both-late-node` the router has dialed for three seconds before the node does. */
export type Dials = 'node' | 'router' | 'both' | 'both-late-node';

export interface Recording {
  /** Who may dial. Unsaid: the node; the other side is passive. */
  readonly dials?: Dials;
  readonly capture?: CaptureOptions;
  /** Unsaid: the node's namespace. */
  readonly on?: Namespace;
  readonly start: () => Promise<unknown>;
  readonly watch: (capture: Capture) => Promise<unknown>;
}

/** Starts both sides silent, then the capture, then lets them dial: the file begins with the first SYN. */
export async function record(pair: Pair, recording: Recording): Promise<string> {
  const { dials = 'node', start, watch } = recording;
  await hold(pair.node, pair.router);
  await start();
  const capture = await startCapture(recording.on ?? pair.node.ns, recording.capture);
  await letDial(pair, dials);
  await watch(capture);
  await capture.stop();
  return capture.path;
}

export async function letDial({ node, router }: Pair, dials: Dials): Promise<void> {
  if (dials === 'node') await release(node);
  if (dials === 'router') await release(router);
  if (dials === 'both') await release(node, router);
  if (dials === 'both-late-node') {
    await release(router);
    await sleep(3000);
    await release(node);
  }
}
