/** The way of one packet through nodes: each one's rules, tables, firewall and next hop, as its kernel would have it. */
import type { Hook } from '../model/firewall.ts';
import type { NextHop } from '../model/kernel.ts';
import type { NodeSeen } from '../model/node.ts';
import type { Path, PathEnd, PathHop } from '../model/path.ts';
import { type DroppedBy, type Passage, passFirewall } from './firewall.ts';
import { lookupOf } from './lookup.ts';
import { hopProblem } from './next-hop.ts';
import { linkTo, type Owner, ownersOf } from './owners.ts';
import { dropsByKernel } from './switches.ts';

/** A packet as it comes to a node. */
interface Coming {
  readonly node: NodeSeen;
  readonly destination: string;
  readonly source: string | null;
  /** Null of the node's own. */
  readonly inDevice: string | null;
  readonly isOwn: boolean;
}

interface World {
  readonly owners: ReadonlyMap<string, readonly Owner[]>;
  readonly paths: Path[];
}

/** Equal paths multiply at each node. */
const MOST_PATHS = 16;
const DEEPEST = 32;

/** A node, or a pod of it, which is behind that link. */
export interface Start {
  readonly node: NodeSeen;
  readonly pod: { readonly address: string; readonly device: string } | null;
}

export function walk(nodes: readonly NodeSeen[], { node, pod }: Start, destination: string): readonly Path[] {
  const world: World = { owners: ownersOf(nodes), paths: [] };
  const source = pod?.address ?? sourceOf(node, destination);
  go(world, { node, destination, source, inDevice: pod?.device ?? null, isOwn: pod === null }, []);
  return world.paths;
}

/** As the kernel chooses it: what the route says, else an address of the interface. */
function sourceOf(node: NodeSeen, destination: string): string | null {
  const found = lookupOf(node)({ destination, source: null });
  if (found.kind !== 'route') return null;
  if (found.route.source !== null) return found.route.source;
  const device = found.hops[0]?.device ?? null;
  const isSix = destination.includes(':');
  const link = (node.routes ?? []).find(
    ({ protocol, source, nextHops }) =>
      protocol === 'kernel' && source !== null && source.includes(':') === isSix && nextHops[0]?.device === device,
  );
  const named = node.interfaces?.find(({ name }) => name === device);
  return (
    link?.source ??
    named?.addresses.find(({ address, scope }) => address.includes(':') === isSix && scope !== 'link')?.address ??
    null
  );
}

function go(world: World, coming: Coming, before: readonly PathHop[]): void {
  const { node, destination, source, inDevice, isOwn } = coming;
  const end = (
    hop: Partial<PathHop>,
    outcome: PathEnd['outcome'],
    why: string,
    evidence: PathEnd['evidence'] = [],
  ): void => {
    if (world.paths.length >= MOST_PATHS) return;
    const last: PathHop = {
      node: node.name,
      in: inDevice,
      out: null,
      via: null,
      route: null,
      doubts: [],
      evidence: [],
      ...hop,
    };
    world.paths.push({
      destination,
      source,
      hops: [...before, last],
      end: { outcome, node: node.name, why, evidence },
    });
  };
  const first = before.findIndex((hop) => hop.node === node.name && hop.in === inDevice);
  if (first !== -1 || before.length >= DEEPEST) {
    const round = [...new Set(before.slice(Math.max(first, 0)).map((hop) => hop.node))];
    end({}, 'dropped', `it goes round between ${round.join(' and ')} until its TTL ends`);
    return;
  }
  const found = lookupOf(node)({ destination, source: isOwn ? null : source, ...(inDevice !== null && { inDevice }) });
  const route = found.kind === 'route' ? found.route : null;
  const isHere = world.owners.get(destination)?.some((owner) => owner.node === node) === true;
  if (isHere || (route !== null && route.type !== 'unicast')) {
    const passage = isOwn ? null : pass(coming, '-', ['prerouting', 'input']);
    const told = route === null ? {} : { route: route.at.text, evidence: [route.at], doubts: doubtsOf(passage) };
    if (passage?.outcome === 'dropped') return end(told, 'dropped', wordsOf(passage.by), [passage.by.at]);
    return end(told, 'delivered', 'it is an address of its own', told.evidence);
  }
  if (found.kind === 'unknown')
    return end({}, 'unknown', `the lookup hangs on what was not given: ${found.why}`, [found.rule.at]);
  if (found.kind === 'none') {
    const why = node.routes === null ? 'its routes were not given' : 'it has no route to it, not even a default one';
    return end({}, node.routes === null ? 'unknown' : 'unreachable', why);
  }
  if (found.kind === 'refused') {
    const by = found.route ?? found.rule;
    return end({ route: by.at.text }, 'dropped', `a ${found.type} route or rule takes it`, [by.at]);
  }
  const evidence = [found.route.at];
  const refusal = isOwn ? null : dropsByKernel(node, source, inDevice, destination);
  if (refusal !== null) return end({ route: found.route.at.text, evidence }, 'dropped', refusal.why, refusal.evidence);
  for (const hop of found.hops) follow(world, { coming, hop, route: found.route, before, end });
}

interface Onward {
  readonly coming: Coming;
  readonly hop: NextHop;
  readonly route: { readonly at: PathHop['evidence'][number] };
  readonly before: readonly PathHop[];
  readonly end: (
    hop: Partial<PathHop>,
    outcome: PathEnd['outcome'],
    why: string,
    evidence?: PathEnd['evidence'],
  ) => void;
}

function follow(world: World, { coming, hop: { via, device }, hop, route, before, end }: Onward): void {
  const { node, destination, source, isOwn } = coming;
  const passage = pass(coming, device, isOwn ? ['output', 'postrouting'] : ['prerouting', 'forward', 'postrouting']);
  const told: Partial<PathHop> = {
    out: device,
    via,
    route: route.at.text,
    evidence: [route.at],
    doubts: doubtsOf(passage),
  };
  if (passage.outcome === 'dropped')
    return end(told, 'dropped', wordsOf(passage.by), [passage.by.at, ...passage.by.path]);
  const problem = hopProblem(node, hop);
  if (problem !== null) {
    const what = {
      'no-link': `${device} does not exist`,
      'link-down': `${device} is down`,
      'neighbour-failed': `${via ?? destination} does not answer on ${device}`,
    };
    return end(told, 'unreachable', what[problem.kind], problem.at === null ? [route.at] : [problem.at]);
  }
  const silent = node.neighbours?.find(
    (each) => each.address === destination && each.device === device && each.state === 'FAILED',
  );
  if (via === null && silent !== undefined)
    return end(told, 'unreachable', `${destination} does not answer on ${device}`, [silent.at]);
  const role = device === null ? undefined : node.links.get(device)?.role;
  if (via === null && (role === 'pod' || role === 'bridge')) {
    return end(told, 'delivered', `${destination} is behind ${device}, a link of its pods`, [route.at]);
  }
  if (role === 'host')
    return end(told, 'unknown', `programs of the CNI take it from ${device}, where no route tells`, [route.at]);
  const next = via ?? destination;
  const owners = world.owners.get(next) ?? [];
  const [owner, ...others] = owners.filter((each) => each.node !== node);
  if (owner === undefined) {
    const why =
      via === null
        ? `${destination} is on the network of ${device}, and no output of that host was given`
        : `${via} is next, of which no output was given`;
    return end(told, 'left', why, [route.at]);
  }
  if (others.length > 0)
    return end(told, 'unknown', `${[owner, ...others].map((each) => each.node.name).join(' and ')} all have ${next}`, [
      route.at,
    ]);
  const here: PathHop = {
    node: node.name,
    in: coming.inDevice,
    out: device,
    via,
    route: route.at.text,
    doubts: doubtsOf(passage),
    evidence: [route.at],
  };
  // A tunnel ends at the interface of its name.
  const inDevice =
    role === 'tunnel' ? device : owner.device === 'lo' ? linkTo(owner.node, source ?? next) : owner.device;
  go(world, { node: owner.node, destination, source, inDevice, isOwn: false }, [...before, here]);
}

const ANY = [1, 65_535] as const;

/** A new TCP connection, of whatever ports. */
function pass(
  { node, destination, source, inDevice, isOwn }: Coming,
  out: string | null,
  hooks: readonly Hook[],
): Passage {
  return passFirewall(
    node.rulesets ?? [],
    {
      family: destination.includes(':') ? 'ipv6' : 'ipv4',
      protocol: 'tcp',
      source,
      destination,
      sourcePort: ANY,
      destinationPort: ANY,
      inInterface: isOwn ? '-' : inDevice,
      outInterface: out,
      state: 'NEW',
      tcpFlags: ['SYN'],
      isFromHere: isOwn,
      isForHere: out === '-',
    },
    hooks,
  );
}

const doubtsOf = (passage: Passage | null): readonly string[] =>
  passage?.outcome === 'unknown'
    ? [`its firewall may drop or translate it${passage.because === null ? '' : `: ${passage.because.text}`}`]
    : [];

const wordsOf = ({ rule, chain, at, how }: DroppedBy): string =>
  `its firewall ${how === 'silence' ? 'drops' : 'rejects'} it: ${rule === null ? `the policy of the chain ${chain.table} ${chain.name}` : at.text}`;
