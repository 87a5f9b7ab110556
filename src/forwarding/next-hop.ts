/** Whether a next hop can be used: its link, and what the kernel knows of the neighbour. */
import type { TextLine } from '../model/finding.ts';
import type { NextHop } from '../model/kernel.ts';
import type { NodeSeen } from '../model/node.ts';

export interface HopProblem {
  /** `no-link`: there is no interface of that name. */
  readonly kind: 'no-link' | 'link-down' | 'neighbour-failed';
  readonly via: string | null;
  readonly device: string;
  /** What shows it, where it is not the route itself. */
  readonly at: TextLine | null;
}

/** Null where nothing shows that it can't be used. */
export function hopProblem(
  { interfaces, neighbours }: Pick<NodeSeen, 'interfaces' | 'neighbours'>,
  { via, device, flags }: NextHop,
): HopProblem | null {
  if (device === null) return null;
  const link = interfaces?.find(({ name }) => name === device);
  if (interfaces !== null && link === undefined && hasWholeList(interfaces)) {
    return { kind: 'no-link', via, device, at: null };
  }
  const states = link?.flags ?? null;
  const isDown = states !== null && (!states.includes('UP') || states.includes('NO-CARRIER'));
  if (isDown || flags.includes('linkdown') || flags.includes('dead')) {
    return { kind: 'link-down', via, device, at: isDown ? (link?.at ?? null) : null };
  }
  const failed = neighbours?.find((each) => each.address === via && each.device === device && each.state === 'FAILED');
  return failed === undefined ? null : { kind: 'neighbour-failed', via, device, at: failed.at };
}

/** `ip addr show eth0` is one interface; a list of all has the loopback. */
const hasWholeList = (interfaces: NonNullable<NodeSeen['interfaces']>): boolean =>
  interfaces.some(({ name }) => name === 'lo');
