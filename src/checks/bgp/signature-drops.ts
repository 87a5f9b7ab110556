/** What kernels of nodes say of segments that they drop for their TCP MD5 or TCP-AO signature, by their log and by their counters. */
import type { BgpConnection, BgpSession, SynSeen } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { SignatureDrop, SignatureFault } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { PeerStatus } from '../../model/peer-status.ts';
import type { EvidenceRef } from '../../model/report.ts';
import { ownAddresses } from '../route/addresses.ts';
import { plural } from '../words.ts';
import { vainAttempts } from './attempts.ts';
import { isOpen, isUp } from './progress.ts';

/** A kernel that drops what a peer sends. */
export interface Dropping {
  readonly option: SignatureDrop['option'];
  readonly fault: SignatureFault;
  readonly evidence: readonly EvidenceRef[];
  /** How it says so, and how often. */
  readonly told: string;
}

const BGP = 179;
/** Each network namespace has its own. */
const COUNTERS: ReadonlyMap<string, readonly [SignatureDrop['option'], SignatureFault]> = new Map([
  ['TCPMD5NotFound', ['md5', 'missing']],
  ['TCPMD5Unexpected', ['md5', 'unexpected']],
  ['TCPMD5Failure', ['md5', 'differs']],
  ['TCPAORequired', ['ao', 'missing']],
  ['TCPAOKeyNotFound', ['ao', 'unexpected']],
  ['TCPAOBad', ['ao', 'differs']],
]);

/** By the log of any node: the last thing that is said of what goes from one address to the other. */
function loggedDrop(nodes: readonly NodeSeen[], from: string, to: string): Dropping | null {
  const drops = nodes.flatMap(({ signatureDrops }) =>
    signatureDrops.filter(
      (drop) => drop.from === from && drop.to === to && (drop.fromPort === BGP || drop.toPort === BGP),
    ),
  );
  return toldByLog(drops);
}

function toldByLog(drops: readonly SignatureDrop[]): Dropping | null {
  const last = drops.at(-1);
  if (last === undefined) return null;
  const alike = drops.filter(({ option, fault }) => option === last.option && fault === last.fault);
  const [first = last] = alike;
  const evidence = alike.length === 1 ? [last.at] : [first.at, last.at];
  return { option: last.option, fault: last.fault, evidence, told: `${plural(alike.length, 'line')} of its log` };
}

/** What a node counted between its first and its last reading. */
function countedDrops({ counters }: NodeSeen): readonly Dropping[] {
  return [...COUNTERS].flatMap(([key, [option, fault]]): readonly Dropping[] => {
    const readings = counters.filter((reading) => reading.key === key);
    const [first, last] = [readings[0], readings.at(-1)];
    const grown = first === undefined || last === undefined ? 0 : Number(last.value) - Number(first.value);
    if (first === undefined || last === undefined || grown <= 0) return [];
    return [{ option, fault, evidence: [first.at, last.at], told: `${key} grew by ${grown} between two readings` }];
  });
}

/** A session, and the side whose segments its other side's kernel drops. */
export interface DroppedSide extends Dropping {
  readonly from: Side;
}

/**
 * Of each session that is not up and whose packets bear it out: a log names addresses, a counter does not, so that it
 * counts only where one session of the node, and no more, can be meant.
 */
export function droppedSides(
  sessions: readonly BgpSession[],
  nodes: readonly NodeSeen[],
): ReadonlyMap<BgpSession, DroppedSide> {
  const dropped = new Map<BgpSession, DroppedSide>();
  for (const session of sessions) {
    for (const from of SIDES) {
      const drop = loggedDrop(nodes, session[from].address, session[otherSide(from)].address);
      if (drop !== null && bearsOut(session, from, drop)) dropped.set(session, { ...drop, from });
    }
  }
  for (const node of nodes) {
    for (const drop of countedDrops(node)) {
      const own = new Set(ownAddresses(node, 'ipv4').concat(ownAddresses(node, 'ipv6')));
      const meant = sessions.flatMap((session) =>
        SIDES.filter((from) => own.has(session[otherSide(from)].address) && bearsOut(session, from, drop)).map(
          (from) => ({ session, from }),
        ),
      );
      const [only, ...others] = meant;
      if (only === undefined || others.length > 0) continue;
      const known = dropped.get(only.session);
      if (known === undefined) dropped.set(only.session, { ...drop, from: only.from });
      else if (known.from === only.from && known.fault === drop.fault && known.option === drop.option)
        dropped.set(only.session, {
          ...known,
          evidence: [...known.evidence, ...drop.evidence],
          told: `${known.told}, ${drop.told}`,
        });
    }
  }
  return dropped;
}

/** What that side sends carries the option or not, as the fault has it, and gets no answer. */
function bearsOut(session: BgpSession, from: Side, { option, fault }: Dropping): boolean {
  if (isUp(session)) return false;
  const isVain =
    vainAttempts(session, from, 'nothing') !== undefined ||
    vainAttempts(session, otherSide(from), 'not-taken') !== undefined;
  const syn = lastSyn(session.connections, from);
  if (!isVain || syn === undefined) return false;
  return fault === 'missing' ? syn.auth !== option : syn.auth === option;
}

const lastSyn = (connections: readonly BgpConnection[], side: Side): SynSeen | undefined =>
  connections
    .slice(connections.findLastIndex(isOpen) + 1)
    .flatMap(({ sides }) => sides[side].syn ?? [])
    .at(-1);

/** A session as a speaker tells it, which is not up, and whose peer's segments its node drops. */
export interface DroppedStatus extends Dropping {
  readonly status: PeerStatus;
  readonly node: NodeSeen;
  readonly peer: string;
}

/**
 * By a counter only where the node has a key for the sender, and so a session with it, and one session is down: a stranger's
 * signed segments are counted too.
 */
export function droppedStatuses(nodes: readonly NodeSeen[]): readonly DroppedStatus[] {
  return nodes.flatMap((node) => {
    const down = node.peers.filter(isInDoubt);
    const logged = down.flatMap((status) => {
      const peer = status.peer.address;
      const drop = toldByLog(
        node.signatureDrops.filter(
          ({ from, to, fromPort, toPort }) =>
            from === peer &&
            (fromPort === BGP || toPort === BGP) &&
            (status.speaker.address === null || status.speaker.address === to),
        ),
      );
      return drop === null || peer === null ? [] : [{ ...drop, status, node, peer }];
    });
    const [only, ...others] = down;
    const peer = only?.peer.address ?? null;
    if (logged.length > 0 || only === undefined || others.length > 0 || peer === null) return logged;
    const [counted] = countedDrops(node).filter(
      ({ fault, option }) => fault === 'missing' || (fault === 'differs' && option === 'md5'),
    );
    return counted === undefined ? [] : [{ ...counted, status: only, node, peer }];
  });
}

/** Its TCP does not come up, as far as its speaker says. */
const isInDoubt = ({ established, reason, peer }: PeerStatus): boolean =>
  established === false &&
  peer.address !== null &&
  (reason === null || reason.kind === 'network' || reason.code === 'passive');

/** Of a log alone: what came from a peer of whom nothing else tells. */
export function strangeDrops(
  nodes: readonly NodeSeen[],
  isKnown: (a: string, b: string) => boolean,
): readonly (Dropping & { readonly from: string; readonly to: string })[] {
  const pairs = new Map<string, SignatureDrop[]>();
  for (const drop of nodes.flatMap(({ signatureDrops }) => signatureDrops)) {
    if ((drop.fromPort !== BGP && drop.toPort !== BGP) || isKnown(drop.from, drop.to)) continue;
    const key = `${drop.from} ${drop.to}`;
    pairs.set(key, [...(pairs.get(key) ?? []), drop]);
  }
  return [...pairs.values()].flatMap((drops) => {
    const [told, [first]] = [toldByLog(drops), drops];
    return told === null || first === undefined ? [] : [{ ...told, from: first.from, to: first.to }];
  });
}
