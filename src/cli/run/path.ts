import { lookupOf } from '../../forwarding/lookup.ts';
import { ownersOf } from '../../forwarding/owners.ts';
import { walk, type Start } from '../../forwarding/walk.ts';
import type { ClusterSeen } from '../../model/cluster.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { PathReport } from '../../model/path.ts';
import { parseAddress } from '../../net/parse.ts';
import { renderPath } from '../../reporters/path.ts';
import { safeJson } from '../../reporters/safe-json.ts';
import type { Context } from '../command.ts';
import { nearest } from '../nearest.ts';
import { type Screen, createPaint, isColoured, isUnicode, widthOf } from '../terminal.ts';
import { UserError } from '../user-error.ts';
import type { ResultOptions } from './result-options.ts';

interface Asked {
  readonly from: string;
  readonly to: string;
}

/** Where a packet goes. @throws UserError where one of both ends is not known */
export function findPath(
  nodes: readonly NodeSeen[],
  cluster: ClusterSeen | undefined,
  { from, to }: Asked,
): PathReport {
  const start = startOf(nodes, cluster, from);
  const destinations = destinationsOf(nodes, cluster, to);
  return {
    schema: 'k8sdoctor/path/v1',
    from,
    to,
    paths: destinations.flatMap((destination) => walk(nodes, start, destination)),
  };
}

/** A node by its name, or what has an address: a node, or a pod. */
function startOf(nodes: readonly NodeSeen[], cluster: ClusterSeen | undefined, from: string): Start {
  const named = nodes.find(({ name }) => name === from);
  if (named !== undefined) return { node: named, pod: null };
  const pod = cluster?.pods.find(({ name, addresses }) => name === from || addresses.includes(from));
  const address = pod?.addresses[0] ?? from;
  const [owner] = parseAddress(address) === null ? [] : (ownersOf(nodes).get(address) ?? []);
  if (owner !== undefined) return { node: owner.node, pod: null };
  const node = nodes.find((each) => each.name === pod?.node) ?? nodes.find((each) => linkOfPod(each, address) !== null);
  const device = node === undefined ? null : linkOfPod(node, address);
  if (node !== undefined && device !== null) return { node, pod: { address, device } };
  const known = nodes.map(({ name }) => name);
  const near = nearest(from, known);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are: ${known.join(', ') || 'none'}.`;
  throw new UserError(`nothing is known of a node ${from}`, hint);
}

function linkOfPod(node: NodeSeen, address: string): string | null {
  if (parseAddress(address) === null) return null;
  const found = lookupOf(node)({ destination: address, source: null });
  const device = found.kind === 'route' && found.hops[0]?.via === null ? found.hops[0].device : null;
  const role = device === null ? undefined : node.links.get(device)?.role;
  return role === 'pod' || role === 'bridge' ? device : null;
}

/** An address; of a service, those of its pods, since it is translated before it is routed. */
function destinationsOf(nodes: readonly NodeSeen[], cluster: ClusterSeen | undefined, to: string): readonly string[] {
  const service = cluster?.services.find(({ name, addresses }) => name === to || addresses.includes(to));
  if (service !== undefined) {
    const { name, endpoints } = service;
    if (endpoints === null)
      throw new UserError(
        `${to} is the service ${name}, whose endpoints were not given`,
        'kubectl get endpointslices -A -o yaml',
      );
    if (endpoints.length === 0)
      throw new UserError(`the service ${name} has no endpoint that is ready: nothing can answer`, null);
    return endpoints;
  }
  if (parseAddress(to) !== null) return [to];
  const pod = cluster?.pods.find(({ name }) => name === to);
  if (pod !== undefined) return pod.addresses.slice(0, 1);
  const internal = cluster?.nodes.find(({ name }) => name === to)?.addresses[0];
  if (internal !== undefined) return [internal];
  const node = nodes.find(({ name }) => name === to);
  const own = [...ownersOf(nodes)].find(([, owners]) => owners.length === 1 && owners[0]?.node === node);
  if (node !== undefined && own !== undefined) return [own[0]];
  throw new UserError(
    `${to} is no address, and nothing is known of a node, pod or service of that name`,
    'Pods and services are NAMESPACE/NAME, where resources are given.',
  );
}

export async function renderPathReport(
  { io }: Pick<Context, 'io'>,
  report: PathReport,
  options: ResultOptions,
): Promise<string> {
  const { format, output, color, ascii } = options;
  if (format === 'json') return `${safeJson(report, 2)}\n`;
  const screen: Screen = output === undefined ? io.stdout : {};
  return renderPath(report, {
    width: widthOf(screen),
    unicode: isUnicode(io, ascii),
    paint: await createPaint(isColoured(io, screen, color)),
    verbosity: options.verbose ? 'verbose' : 'normal',
  });
}

/** As findings would be counted: a packet that does not arrive is an error, one that nobody can follow is not. */
export function summaryOf({ paths }: PathReport): {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
} {
  const lost = paths.filter(({ end: { outcome } }) => outcome === 'dropped' || outcome === 'unreachable');
  return { error: lost.length, warning: 0, info: 0 };
}

export const isFollowed = ({ paths }: PathReport): boolean =>
  paths.every(({ end: { outcome } }) => outcome !== 'unknown' && outcome !== 'left');
