/** What BGP has for a node's kernel, as its daemons tell it. */
import { lookupOf } from '../../forwarding/lookup.ts';
import type { BgpRoute, RoutingOutput } from '../../model/daemon-routes.ts';
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Daemon } from '../../model/peer-status.ts';
import { isByBgp } from '../sysctl/values.ts';

/** A prefix, and the paths that are equal to best-path selection. */
export interface Wanted {
  readonly prefix: string;
  readonly daemon: Daemon;
  readonly paths: readonly BgpRoute[];
  /** From a table before policy (Adj-RIB-In): what a filter takes out is in it too. */
  readonly isUnfiltered: boolean;
}

/** They hand their routes to the kernel, themselves or by zebra. Cilium, ExaBGP, MetalLB's own speaker and OpenBGPD for others do not. */
const INSTALLERS: ReadonlySet<Daemon> = new Set(['bird', 'calico', 'frr', 'gobgp', 'kube-router']);

/** What each daemon of the node that installs routes wants in the main VRF. */
export function wantedOf(node: NodeSeen): readonly Wanted[] {
  return [...INSTALLERS].flatMap((daemon) => {
    const outputs = node.routing.filter((output) => output.daemon === daemon);
    const prefixes = new Map<string, BgpRoute[]>();
    for (const route of outputs.flatMap(currentRoutes)) {
      const paths = prefixes.get(route.prefix);
      if (paths === undefined) prefixes.set(route.prefix, [route]);
      else paths.push(route);
    }
    return [...prefixes].flatMap(([prefix, paths]) => toWanted(prefix, daemon, paths) ?? []);
  });
}

/** Without what was withdrawn later: `gobgp monitor` does not say of whom, so that all paths before it may be gone. */
function currentRoutes({ bgpRoutes = [] }: RoutingOutput): readonly BgpRoute[] {
  const withdrawn = new Map<string, number>();
  for (const [index, { prefix, isWithdrawn }] of bgpRoutes.entries()) if (isWithdrawn) withdrawn.set(prefix, index);
  return bgpRoutes.filter(
    ({ prefix, isWithdrawn, vrf, table }, index) =>
      !isWithdrawn && vrf === null && table !== 'sent' && index > (withdrawn.get(prefix) ?? -1),
  );
}

function toWanted(prefix: string, daemon: Daemon, all: readonly BgpRoute[]): Wanted | null {
  const chosen = all.filter(({ table }) => table === 'chosen-from');
  const paths = chosen.length > 0 ? chosen : all;
  // The speaker's own route wins, or there is nothing to choose.
  if (paths.some(({ isOwn, isBest }) => isOwn === true && isBest !== false)) return null;
  const usable = paths.filter(
    ({ isOwn, isValid, nextHops }) => isOwn !== true && isValid !== false && nextHops.length > 0,
  );
  const best = usable.find(({ isBest }) => isBest === true);
  if (chosen.length > 0 && best === undefined) return null;
  const isMarked = paths.some(({ isMultipath }) => isMultipath === true);
  const equal = isMarked
    ? usable.filter(({ isBest, isMultipath }) => isBest === true || isMultipath === true)
    : equalPaths(usable, best ?? null);
  return equal.length === 0 ? null : { prefix, daemon, paths: equal, isUnfiltered: chosen.length === 0 };
}

/** As far as it is printed what best-path selection compares (RFC 4271 §9.1.2.2): the length of AS_PATH, ORIGIN, MED, LOCAL_PREF. */
function equalPaths(paths: readonly BgpRoute[], best: BgpRoute | null): readonly BgpRoute[] {
  if (best !== null && best.asPath === null) return [best];
  const shortest = Math.min(...paths.map(lengthOf));
  const first = best ?? paths.find((path) => lengthOf(path) === shortest);
  if (first === undefined) return [];
  const key = keyOf(first);
  return paths.filter((path) => keyOf(path) === key);
}

const lengthOf = ({ asPath }: BgpRoute): number => (asPath ?? '').split(' ').filter((word) => word !== '').length;
const COMPARED = /(?:Origin|Med|LocalPref): ?[^}]{1,16}/g;
const keyOf = (path: BgpRoute): string => [lengthOf(path), ...(path.at.text.match(COMPARED) ?? [])].join(' ');

/** Gateways by which a path goes in the kernel: its next hop, or what that resolves to where it is not on a link. Null if it does not. */
export function gatewaysOf(node: NodeSeen, { nextHops }: BgpRoute): readonly string[] | null {
  for (const address of nextHops) {
    const found = lookupOf(node)({ destination: address, source: null });
    if (found.kind === 'unknown') return [address];
    if (found.kind !== 'route') continue;
    // A path by the node itself is its own.
    if (found.route.type !== 'unicast') return null;
    const gateways = found.hops.flatMap(({ via }) => via ?? []);
    return gateways.length > 0 ? gateways : nextHops;
  }
  return nextHops.some((address) => /^fe80:/i.test(address)) ? nextHops : null;
}

/** What its daemons have, and can resolve, and its kernel lacks. */
export function missingRoutes(node: NodeSeen): readonly Wanted[] {
  const present = kernelRoutes(node);
  return wantedOf(node).filter(
    (each) =>
      !present.has(each.prefix) && !isUntold(node, each) && each.paths.some((path) => gatewaysOf(node, path) !== null),
  );
}

/** Its route may be in a table that was not given, or of a family that was not. */
function isUntold(node: NodeSeen, { prefix }: Wanted): boolean {
  const [destination = ''] = prefix.split('/');
  return lookupOf(node)({ destination, source: null }).kind === 'unknown';
}

/** A kernel's routes to exactly that prefix, in any table. */
function kernelRoutes(node: NodeSeen): ReadonlyMap<string, readonly Route[]> {
  const routes = new Map<string, Route[]>();
  for (const route of node.routes ?? []) {
    const known = routes.get(route.destination);
    if (known === undefined) routes.set(route.destination, [route]);
    else known.push(route);
  }
  return routes;
}

/** By name, or by its number where /etc/iproute2/rt_protos lacks it. */
export const isOfBird = ({ protocol }: Route): boolean => protocol === 'bird' || protocol === '12';

const ZEBRA: ReadonlySet<string> = new Set(['zebra', 'bgp', '11', '186']);
const MAKERS: Readonly<Partial<Record<Daemon, (route: Route) => boolean>>> = {
  bird: isOfBird,
  gobgp: ({ protocol }) => ZEBRA.has(protocol),
};

/** Whether there is a sign that what the daemon chooses goes to the kernel at all: BIRD needs a `protocol kernel`, GoBGP zebra. */
export function isInstalling(node: NodeSeen, daemon: Daemon): boolean {
  const isMade = MAKERS[daemon];
  if (isMade === undefined) return true;
  if (daemon === 'gobgp' && node.routing.some((output) => output.daemon === 'frr')) return true;
  return (node.routes ?? []).some((route) => isByBgp(route) && isMade(route));
}
