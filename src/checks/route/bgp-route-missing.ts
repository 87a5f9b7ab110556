import type { NodeSeen } from '../../model/node.ts';
import type { Daemon } from '../../model/peer-status.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck } from '../sysctl/define-node-check.ts';
import { type Wanted, gatewaysOf, isInstalling, missingRoutes, wantedOf } from './bgp-view.ts';
import { DAEMONS } from './daemons.ts';
import { CALICO_BGP, IP_ROUTE } from './references.ts';
import { some } from './words.ts';

export const bgpRouteMissing: Check = defineNodeCheck({
  id: 'route/bgp-route-missing',
  severity: 'error',
  explains: ['node/pods-unreachable'],
  docs: {
    what: 'A route that BGP learned and chose is not in the kernel, although its daemon installs routes.',
    why:
      'Compared are what the daemon shows (`show bgp`, `birdcl show route`, `gobgp global rib` or `monitor adj-in`) and all tables of the kernel, by the exact prefix. Only paths count that are best, valid, of another speaker, and whose next hop resolves. ' +
      'Calico’s BIRD, kube-router, FRR, BIRD with a kernel protocol and GoBGP with zebra install their routes; Cilium, ExaBGP and native MetalLB never do. Where nothing shows that the daemon installs any, or only the table before its import policy was given (Adj-RIB-In), it is a warning. ' +
      'A prefix that is in the kernel from another origin is not missing.',
    remedy: [
      action('make-daemon-install', { on: 'NODE', peer: 'DAEMON' }),
      action('connect-to-kernel', { on: 'NODE', peer: 'DAEMON' }),
      action('add-route', { on: 'NODE', peer: 'DAEMON', route: 'PREFIX via NEXT-HOP' }),
    ],
    references: [CALICO_BGP, IP_ROUTE],
  },
  parts: ['routes'],
  judge(node) {
    const wanted = wantedOf(node);
    if (wanted.length === 0) return NOT_APPLICABLE;
    const missing = new Map<Daemon, Wanted[]>();
    for (const each of missingRoutes(node)) missing.set(each.daemon, [...(missing.get(each.daemon) ?? []), each]);
    return [...missing].map(([daemon, each]) => toDraft(node, daemon, each));
  },
});

function toDraft(node: NodeSeen, daemon: Daemon, missing: readonly Wanted[]): NodeDraft {
  const on = node.name;
  const name = DAEMONS[daemon] ?? daemon;
  const installs = isInstalling(node, daemon);
  const isUnfiltered = missing.every((each) => each.isUnfiltered);
  const [first] = missing;
  const [path] = first?.paths ?? [];
  const gateway = path === undefined ? null : (gatewaysOf(node, path)?.[0] ?? null);
  return {
    ...((!installs || isUnfiltered) && { severity: 'warning' as const }),
    title: `${on} lacks ${some(missing.map(({ prefix }) => prefix))} in its kernel, which ${name} has by BGP.`,
    cause: installs
      ? `${name} installs its routes on this node, and ${isUnfiltered ? 'these were received; an import policy may have rejected them' : 'these are best and valid'}: without them packets take another route, or none.`
      : `Nothing in the kernel shows that ${name} installs any route here: ${ALONE[daemon] ?? 'it may not be meant to'}.`,
    evidence: missing.flatMap(({ paths }) => paths.slice(0, 2).map(({ at }) => at)),
    remedy: [
      installs ? action('make-daemon-install', { on, peer: name }) : action('connect-to-kernel', { on, peer: name }),
      ...(first === undefined || gateway === null
        ? []
        : [action('add-route', { on, peer: name, route: `${first.prefix} via ${gateway}` })]),
    ],
  };
}

const ALONE: Readonly<Partial<Record<Daemon, string>>> = {
  bird: 'BIRD needs a `protocol kernel` that exports',
  gobgp: 'GoBGP alone installs nothing, zebra has to be connected to it',
};
