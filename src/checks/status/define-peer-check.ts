import type { Daemon, PeerStatus } from '../../model/peer-status.ts';
import type { ProbeSeen } from '../../model/probe.ts';
import type { CheckId, EvidenceRef } from '../../model/report.ts';
import { isOf, proberOf } from '../bgp/probes.ts';
import { type Check, type CheckDocs, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { list, plural } from '../words.ts';
import { remedyOf } from './remedy.ts';

/** From so many sessions on that fail at one speaker or towards one peer, that one has the fault, and they are one finding. */
export const MANY = 4;

interface PeerCheck {
  readonly id: CheckId;
  readonly what: string;
  readonly why: string;
  readonly references: CheckDocs['references'];
  readonly isMine: (daemon: Daemon) => boolean;
}

/** A session that a speaker shows, and that is not Established. One that an operator shut is worth knowing, no more. */
export function definePeerCheck({ id, what, why, references, isMine }: PeerCheck): Check {
  return defineCheck({
    id,
    severity: 'error',
    explains: [],
    docs: {
      what,
      why,
      remedy: [
        action('set-peer-as', { on: 'SPEAKER', peer: 'PEER' }),
        action('start-listening', { on: 'PEER', peer: 'SPEAKER' }),
        action('check-route', { on: 'SPEAKER', peer: 'PEER' }),
        action('open-firewall', { on: 'PEER', peer: 'SPEAKER' }),
        action('capture-session', { on: 'SPEAKER', peer: 'PEER' }),
      ],
      references,
    },
    needs: ['peers'],
    wants: ['probes'],
    run({ peers, probes = [] }) {
      const mine = peers.filter(({ speaker }) => isMine(speaker.daemon));
      const down = mine.filter((peer) => peer.established === false && !isEchoed(peer, peers));
      if (down.length === 0) return [];
      const meant = down.filter(isMeant);
      const { groups, alone } = gather(
        down.filter((peer) => !isMeant(peer)),
        mine,
      );
      return [
        ...groups.map(judgeMany),
        ...alone.map((peer) => besideProbe(judge(peer, peers), peer, probes)),
        ...meant.map((peer): Draft => ({ ...judge(peer, peers), severity: 'info' })),
      ];
    },
  });
}

const isMeant = ({ reason }: PeerStatus): boolean => reason?.kind === 'admin';

/** The other end tells of it too, and more: one session is one finding. */
function isEchoed(peer: PeerStatus, peers: readonly PeerStatus[]): boolean {
  const other = peer.otherEnd === null ? undefined : peers[peer.otherEnd];
  if (other === undefined || other.established !== false) return false;
  const rank = tells(other) - tells(peer);
  return rank > 0 || (rank === 0 && peers.indexOf(peer) > (peer.otherEnd ?? 0));
}

/** The subject under which the check of its daemon tells of a session, whichever end of it `status` is. */
export function sessionSubject(status: PeerStatus, peers: readonly PeerStatus[], on: string): string {
  const other = peers.find(
    ({ speaker, peer, established }) =>
      established === false &&
      speaker.address !== null &&
      speaker.address === status.peer.address &&
      peer.address === status.speaker.address,
  );
  const isEcho =
    other !== undefined &&
    (tells(other) > tells(status) || (tells(other) === tells(status) && peers.indexOf(other) < peers.indexOf(status)));
  const told = isEcho ? other : status;
  const { address, label } = told.speaker;
  return `${address ?? (label === '' ? on : label)}-${nameOfPeer(told)}`;
}

const tells = ({ reason }: PeerStatus): number =>
  reason === null ? 1 : reason.code === 'passive' ? 0 : reason.means === null ? 2 : 3;

interface Group {
  readonly at: string;
  readonly isSpeaker: boolean;
  readonly peers: readonly PeerStatus[];
}

/** All sessions of a speaker that are down, or all that several speakers have towards one peer. */
function gather(
  down: readonly PeerStatus[],
  all: readonly PeerStatus[],
): { readonly groups: readonly Group[]; readonly alone: readonly PeerStatus[] } {
  const speakers = groupBy(down, nameOfSpeaker);
  const lively = new Set(all.filter(({ established }) => established === true).map(nameOfSpeaker));
  const dead = [...speakers].filter(([name, peers]) => peers.length >= MANY && !lively.has(name));
  const rest = down.filter((peer) => !dead.some(([name]) => name === nameOfSpeaker(peer)));
  const reached = new Set(all.filter(({ established }) => established === true).map(({ peer }) => peer.address));
  const targets = [...groupBy(rest, ({ peer }) => peer.address ?? '')].filter(
    ([address, peers]) => address !== '' && !reached.has(address) && new Set(peers.map(nameOfSpeaker)).size >= MANY,
  );
  const gone = new Set(targets.map(([address]) => address));
  return {
    groups: [
      ...dead.map(([at, peers]) => ({ at, isSpeaker: true, peers })),
      ...targets.map(([at, peers]) => ({ at, isSpeaker: false, peers })),
    ],
    alone: rest.filter(({ peer }) => !gone.has(peer.address ?? '')),
  };
}

function groupBy(peers: readonly PeerStatus[], key: (peer: PeerStatus) => string): ReadonlyMap<string, PeerStatus[]> {
  const groups = new Map<string, PeerStatus[]>();
  for (const peer of peers) {
    const group = groups.get(key(peer));
    if (group === undefined) groups.set(key(peer), [peer]);
    else group.push(peer);
  }
  return groups;
}

const nameOfSpeaker = ({ speaker }: PeerStatus): string => speaker.label;

const nameOfPeer = ({ peer }: PeerStatus): string => peer.address ?? peer.name ?? 'a peer without an address';

function judge(status: PeerStatus, peers: readonly PeerStatus[]): Draft {
  const { reason, speaker } = status;
  const [on, peer] = [nameOfSpeaker(status), nameOfPeer(status)];
  const other = status.otherEnd === null ? undefined : peers[status.otherEnd];
  return {
    subject: { kind: 'session', id: `${speaker.address ?? on}-${peer}` },
    title: `${on} has no session with ${peer}: ${stateOf(status)}${reason === null ? '' : `, “${reason.text}”`}.`,
    cause: causeOf(status, other),
    remedy: remedyOf(reason, { on, peer }),
    evidence: [status, ...(other === undefined ? [] : [other])].map(toEvidence),
    blame: reason?.kind === 'local' || reason?.kind === 'admin' ? speaker.address : null,
  };
}

/** What a probe tells of its TCP: that it was answered leaves what comes after. */
function besideProbe(draft: Draft, status: PeerStatus, probes: readonly ProbeSeen[]): Draft {
  const probe = probes.find((each) => isOf(status, each));
  if (probe === undefined || probe.tcp === null) return draft;
  const { outcome, port, at } = probe.tcp;
  const told =
    outcome === 'connected'
      ? ` A probe of ${proberOf(probe)} was answered on port ${port} of ${probe.peer}: what is missing is not the way there, nor a listener.`
      : '';
  return { ...draft, cause: `${draft.cause}${told}`, evidence: [...draft.evidence, at] };
}

const stateOf = ({ state, printed }: PeerStatus): string => state ?? (printed === '' ? 'not established' : printed);

function causeOf({ state, reason }: PeerStatus, other: PeerStatus | undefined): string {
  const told =
    reason === null
      ? (SILENT[state ?? ''] ?? 'It does not say why.')
      : reason.means === null
        ? 'It says no more than that.'
        : `That means: ${reason.means}.`;
  if (other?.reason?.code !== 'passive') return told;
  return `${told} The other end only waits, so this is the one direction that is dialled. Inferred: what is sent in it does not arrive.`;
}

/** RFC 4271 §8.2.2: what each state waits for. */
const SILENT: Readonly<Record<string, string>> = {
  Idle: 'It says no reason. In Idle it makes no attempt at present (RFC 4271 §8.2.2).',
  Connect:
    'It says no reason. In Connect its SYN has not been answered yet (RFC 4271 §8.2.2): a firewall, a TCP MD5 key that differs, or no host there.',
  Active: 'It says no reason. In Active TCP does not come up, and it waits before it tries again (RFC 4271 §8.2.2).',
  OpenSent: 'It says no reason. In OpenSent TCP is up, and no OPEN has come from the peer (RFC 4271 §8.2.2).',
  OpenConfirm:
    'It says no reason. In OpenConfirm the OPENs are exchanged, and no KEEPALIVE has come from the peer (RFC 4271 §8.2.2).',
};

function judgeMany({ at, isSpeaker, peers }: Group): Draft {
  const texts = [...new Set(peers.map((peer) => `“${peer.reason?.text ?? stateOf(peer)}”`))];
  const means = [...new Set(peers.flatMap(({ reason }) => reason?.means ?? []))];
  const [first] = peers;
  const [on, peer] = isSpeaker || first === undefined ? [at, 'its peers'] : ['its peers', at];
  return {
    subject: { kind: 'node', id: at },
    title: isSpeaker
      ? `${at} has none of its ${plural(peers.length, 'session')}: ${list(texts.slice(0, 3))}.`
      : `${plural(peers.length, 'speaker')} have no session with ${at}, and none has one: ${list(texts.slice(0, 3))}.`,
    cause: `Inferred: what they share is ${at}.${means.length === 0 ? '' : ` It is told that: ${means.slice(0, 3).join('; ')}.`}`,
    remedy: remedyOf(first?.reason ?? null, { on, peer }),
    evidence: peers.map(toEvidence),
    blame: null,
  };
}

const toEvidence = ({ source, line, text }: PeerStatus): EvidenceRef => ({ source, line, text });
