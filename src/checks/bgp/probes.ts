/** What was tried of a session, beside what was captured of it. */
import type { BgpSession } from '../../model/bgp-session.ts';
import type { PeerStatus } from '../../model/peer-status.ts';
import type { ProbeSeen, TcpProbe } from '../../model/probe.ts';

export function probeOf({ local, remote }: BgpSession, probes: readonly ProbeSeen[]): ProbeSeen | undefined {
  const ends = [local.address, remote.address];
  return probes.find((probe) => probe.local !== null && ends.includes(probe.local) && ends.includes(probe.peer));
}

export const isOf = ({ speaker, peer }: PeerStatus, probe: ProbeSeen): boolean =>
  peer.address === probe.peer &&
  (speaker.node === probe.node || (probe.local !== null && speaker.address === probe.local));

/** The probe's TCP, if it ended so. */
export const endedSo = (probe: ProbeSeen | undefined, outcome: TcpProbe['outcome']): TcpProbe | null =>
  probe?.tcp?.outcome === outcome ? probe.tcp : null;

/** Who tried. */
export const proberOf = ({ local, node }: ProbeSeen): string => local ?? node;
