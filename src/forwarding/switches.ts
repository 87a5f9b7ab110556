/** What a kernel drops of what it is to forward, whatever its routes say: net.ipv4.conf.*.forwarding and rp_filter (ip-sysctl). */
import type { Setting } from '../model/kernel.ts';
import type { NodeSeen } from '../model/node.ts';
import type { EvidenceRef } from '../model/report.ts';
import { lookupOf } from './lookup.ts';

export interface Refusal {
  readonly why: string;
  readonly evidence: readonly EvidenceRef[];
}

/** Null where nothing shows that it does. */
export function dropsByKernel(
  node: NodeSeen,
  source: string | null,
  inDevice: string | null,
  destination: string,
): Refusal | null {
  const family = destination.includes(':') ? 'ipv6' : 'ipv4';
  const read = (name: string, leaf: string): Setting | null =>
    node.sysctl?.settings.get(`net.${family}.conf.${name.replaceAll('.', '/')}.${leaf}`) ?? null;
  const own = inDevice === null || family === 'ipv6' ? null : read(inDevice, 'forwarding');
  // What IPv4 asks is the switch of the interface where the packet came in; `all` set each of them when it changed.
  const off =
    own ??
    read('all', 'forwarding') ??
    (family === 'ipv4' ? (node.sysctl?.settings.get('net.ipv4.ip_forward') ?? null) : null);
  if (off?.value === '0') return { why: `it does not forward: ${off.key} is 0`, evidence: [off.at] };
  if (family === 'ipv6' || inDevice === null || source === null) return null;
  const filters = [read('all', 'rp_filter'), read(inDevice, 'rp_filter')].flatMap((setting) => setting ?? []);
  const strict = filters.find(({ value }) => value === '1');
  if (strict === undefined || filters.length < 2 || filters.some(({ value }) => value === '2')) return null;
  const back = lookupOf(node)({ destination: source, source: destination });
  if (back.kind !== 'route' || back.route.type !== 'unicast' || back.hops.some(({ device }) => device === inDevice))
    return null;
  const leaves = back.hops.flatMap(({ device }) => device ?? []).join(', ');
  return {
    why: `its reverse path filter drops it (${strict.key} is 1): it comes in by ${inDevice}, and the route back to ${source} leaves by ${leaves}`,
    evidence: [strict.at, back.route.at],
  };
}
