import type { Namespace } from '../namespaces.ts';
import type { Running } from '../processes.ts';

export type Family = 'ipv4' | 'ipv6';

export interface Neighbor {
  readonly address: string;
  /** Our own address on that session. */
  readonly local: string;
  readonly as: number;
  /** Unsaid: that of the address. */
  readonly families?: readonly Family[];
  readonly password?: string;
  readonly passive?: boolean;
  /** The number of hops, or TTL, that the session may take. */
  readonly multihop?: number;
  readonly port?: number;
  readonly holdTime?: number;
  readonly maxPrefixes?: number;
  readonly gracefulRestart?: boolean;
  readonly addPath?: boolean;
  readonly role?: 'provider' | 'customer' | 'peer';
  /** Lines in the daemon's own language, in the neighbor's block. */
  readonly extra?: readonly string[];
}

export interface Speaker {
  readonly as: number;
  readonly id: string;
  readonly neighbors: readonly Neighbor[];
  readonly announce?: readonly string[];
  readonly port?: number;
  /** Lines in the daemon's own language, at the top level. */
  readonly extra?: readonly string[];
  /** Of FRR's bgpd, to be loaded: `bmp`. */
  readonly modules?: readonly string[];
  /** Of FRR: its bfdd runs too. */
  readonly bfd?: boolean;
  /** Keeps two speakers in one namespace apart. */
  readonly instance?: string;
}

export interface Daemon extends Running {
  /** Asks the running daemon: vtysh, birdcl, gobgp, bgpctl. */
  readonly ask: (...words: readonly string[]) => Promise<string>;
}

/** For the fixture's `made`, and for the AS numbers that have to be told. */
export async function tookPart(
  { lab }: Namespace,
  { as, id, neighbors }: Speaker,
  version: Promise<string>,
): Promise<void> {
  for (const { local } of neighbors) lab.speakers.set(local, { as, id });
  lab.made.add(await version);
}

export const isIpv6 = (text: string): boolean => text.includes(':');

export const familiesOf = ({ address, families }: Neighbor): readonly Family[] =>
  families ?? [isIpv6(address) ? 'ipv6' : 'ipv4'];

export const lines = (...parts: readonly (string | false | undefined | readonly string[])[]): string =>
  `${parts
    .flat()
    .filter((part) => part !== false && part !== undefined)
    .join('\n')}\n`;

/** A line if there is a value for it. */
export const optional = <T>(value: T | undefined, line: (value: T) => string): string | undefined =>
  value === undefined ? undefined : line(value);
