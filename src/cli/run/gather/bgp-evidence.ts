import { oneViewEach } from '../../../evidence/both-ends.ts';
import { joinViews } from '../../../evidence/ends/join.ts';
import { matchEnds } from '../../../evidence/other-ends.ts';
import type { CaptureEvidence, CapturesRead } from '../../../evidence/captures.ts';
import { withOwnAddresses } from '../../../evidence/own-address.ts';
import { nodeEvidence } from '../../../evidence/node-evidence.ts';
import { createStatusAnalysis } from '../../../evidence/statuses.ts';
import { versionsOf } from '../../../evidence/versions.ts';
import type { BgpSession } from '../../../model/bgp-session.ts';
import type { CaptureSeen, Platform } from '../../../model/evidence.ts';
import type { Cni } from '../../../model/node.ts';
import type { PeerStatus } from '../../../model/peer-status.ts';
import type { VersionSeen } from '../../../model/version.ts';
import type { ProbeSeen } from '../../../model/probe.ts';
import type { Gathered } from './intake.ts';

const NOTHING = { found: [], unknown: [] };

/** Captures of files and of nodes, and what daemons and kernels say beside them, as one. */
export function toBgpEvidence(files: CapturesRead | null, gathered: Gathered, cnis: readonly Cni[]): CaptureEvidence {
  const parts = [...(files === null ? [] : [files]), ...gathered.captures.map(({ evidence }) => evidence)];
  const sessions = oneViewEach(joinViews(parts.flatMap(({ views }) => views)));
  const nodes = nodesOfCaptures(gathered);
  const pastes = withOwnAddresses(gathered.pastes, sessions, nodes);
  const statuses = createStatusAnalysis();
  for (const [index, source] of gathered.sources.entries()) statuses.read(pastes[index] ?? NOTHING, source);
  const told = statuses.finish();
  const { peers = [], processes = [] } = told.evidence;
  // That nothing passed within minutes is no fault of a capture where speakers tell how their sessions are.
  const isQuiet = (seen: CaptureSeen): boolean => peers.length > 0 && seen.sessions === 0 && seen.fault === null;
  const captures = parts.flatMap(({ evidence }) => (evidence.captures ?? []).filter((seen) => !isQuiet(seen)));
  const outputs = pastes.flatMap(({ found }) => found.map(({ output }) => output));
  return {
    evidence: {
      ...(parts.length > 0 && { captures, sessions }),
      ...(peers.length > 0 && { peers: withoutCaptured(peers, sessions, nodes) }),
      ...(processes.length > 0 && { processes }),
      versions: [...imagesOf(gathered), ...versionsOf(outputs)],
      ...(gathered.probes.length > 0 && { probes: gathered.probes.map((probe) => located(probe, sessions, nodes)) }),
      ...(gathered.pings.length > 0 && { pings: gathered.pings }),
      ...(outputs.some(({ kernel }) => kernel !== undefined) && nodeEvidence(outputs, cnis)),
    },
    sources: [...gathered.origins, ...parts.flatMap(({ sources }) => sources), ...told.sources],
    incomplete: parts.flatMap(({ incomplete }) => incomplete),
  };
}

/**
 * What packets show needs nobody's word: without the sessions of which captures tell enough. One peer has sessions with
 * many nodes: they are told apart by the speaker's own address, or else by its node.
 */
function withoutCaptured(
  peers: readonly PeerStatus[],
  sessions: readonly BgpSession[],
  nodes: ReadonlyMap<string, string>,
): readonly PeerStatus[] {
  const telling = sessions.filter(({ state }) => state !== 'unknown');
  const left = peers.filter(({ peer, speaker }) => {
    const own = speaker.address ?? speaker.node;
    return !telling.some(({ local, remote, firstSeen }) => {
      const ends = [local.address, remote.address];
      if (peer.address === null || !ends.includes(peer.address)) return false;
      const isNode = speaker.node !== null && nodes.get(firstSeen.source) === speaker.node;
      return isNode || (own !== null && own !== peer.address && ends.includes(own));
    });
  });
  return matchEnds(left.map((peer) => ({ ...peer, otherEnd: null })));
}

/** A probe from the address that the kernel chose was from that of the node's session with the peer, if there is one only. */
function located(probe: ProbeSeen, sessions: readonly BgpSession[], nodes: ReadonlyMap<string, string>): ProbeSeen {
  if (probe.local !== null) return probe;
  const own = sessions.flatMap(({ local, remote, firstSeen }) => {
    if (nodes.get(firstSeen.source) !== probe.node) return [];
    if (remote.address === probe.peer) return [local.address];
    return local.address === probe.peer ? [remote.address] : [];
  });
  const [only = null, ...others] = new Set(own);
  return others.length === 0 ? { ...probe, local: only } : probe;
}

/** Of CNIs and daemons in pods, as far as their images tell. */
const imagesOf = ({ nodes }: Gathered): readonly VersionSeen[] =>
  nodes.flatMap(({ name, speakers }) =>
    speakers.flatMap(({ speaker, version }) =>
      version === undefined ? [] : [{ node: name, of: `${speaker}, by its image`, version }],
    ),
  );

/** By the capture's name. */
const nodesOfCaptures = ({ captures }: Gathered): ReadonlyMap<string, string> =>
  new Map(captures.flatMap(({ node, name }) => (node === null ? [] : [[name, node] as const])));

const PLATFORMS = {
  bird: 'bird',
  calico: 'calico',
  cilium: 'cilium',
  frr: 'frr',
  gobgp: 'gobgp',
  'kube-router': 'kube-router',
  metallb: 'metallb',
  openbgpd: 'openbgpd',
} as const satisfies Readonly<Record<string, Platform>>;

const isPlatform = (speaker: string): speaker is keyof typeof PLATFORMS => Object.hasOwn(PLATFORMS, speaker);

/** Of several speakers on one node nobody knows which one talks to whom. */
export function platformsOfNodes(gathered: Gathered): ReadonlyMap<string, Platform> {
  const only = new Map<string, Platform>();
  for (const { name, speakers } of gathered.nodes) {
    const [speaker, ...others] = new Set(speakers.map((each) => each.speaker));
    if (speaker !== undefined && others.length === 0 && isPlatform(speaker)) only.set(name, PLATFORMS[speaker]);
  }
  const nodeOf = nodesOfCaptures(gathered);
  return new Map(
    // Of a session that both ends captured, each end's.
    gathered.captures
      .flatMap(({ evidence }) => evidence.evidence.sessions ?? [])
      .flatMap(({ local, localInferred, firstSeen }) => {
        const platform = only.get(nodeOf.get(firstSeen.source) ?? '');
        return platform === undefined || localInferred ? [] : [[local.address, platform] as const];
      }),
  );
}
