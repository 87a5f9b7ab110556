import type { BgpConnection, BgpSession, SynSeen } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { PeerStatus } from '../../model/peer-status.ts';
import type { Check } from '../define-check.ts';
import { type Action, action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { missing } from '../sysctl/define-node-check.ts';
import { type Draft, defineCheck } from '../define-check.ts';
import { sessionSubject } from '../status/define-peer-check.ts';
import { answerTo, vainAttempts } from './attempts.ts';
import { SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { isOpen, isUp } from './progress.ts';
import { type Dropping, type DroppedSide, droppedSides, droppedStatuses, strangeDrops } from './signature-drops.ts';

export const tcpAuthMismatch: Check = defineCheck({
  id: 'bgp/tcp-auth-mismatch',
  severity: 'error',
  explains: [...SESSION_DOWN, 'bgp/tcp-no-answer', 'bgp/closed-before-open', 'bgp/tcp-refused'],
  docs: {
    what:
      'SYNs of both sides are seen, signed by TCP MD5 or TCP-AO on one side only, or signed on both and neither answered; or SYNs that get no answer are signed with ' +
      'another key than the one given with --tcp-md5-key-file; or the kernel of a node says, by its log or its counters, that it drops what the peer sends for its signature.',
    why:
      'A host drops a segment whose signature is missing, unexpected or wrong, and says nothing: no SYN-ACK, no RST. Only SYNs that repeat are seen. Where both sides dial, ' +
      'the option in their SYNs tells who has a key. That both sign and neither answers says that the keys differ, or that the addresses are changed on the way (NAT), which the ' +
      'signature covers. Where only one side dials, a firewall looks the same: see bgp/tcp-no-answer. With the key that should be in use, `--tcp-md5-key-file FILE` tells which side signs with another one. The kernel that drops a segment knows why: TCPMD5NotFound, it has a key and the segment no signature; ' +
      'TCPMD5Unexpected, the other way round; TCPMD5Failure, the keys differ. They count in /proc/net/netstat (`nstat -az`), for all peers together: two readings tell of one session where no other one can be meant. Kernels up to 6.10 name the addresses in their log. ' +
      'Neither tells who is wrong: a key that only one side has may be missing there, or left over here.',
    remedy: [
      action('agree-on-password', { on: 'SIDE', peer: 'PEER' }),
      action('see-key-in-effect', { on: 'PEER', peer: 'SIDE' }),
      action('exempt-from-nat', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(2385, '2.0'), rfc(5925, '7.3')],
  },
  needs: [],
  wants: ['sessions', 'peers', 'nodes'],
  run({ sessions = [], peers = [], nodes = [] }) {
    const dropped = droppedSides(sessions, nodes);
    const told = droppedStatuses(nodes).filter(
      ({ status, peer }) => !isCaptured(sessions, peer, status.speaker.address),
    );
    const strange = strangeDrops(nodes, (from, to) => isKnown(sessions, peers, from, to));
    if (sessions.length === 0 && told.length === 0 && strange.length === 0) return missing('sessions');
    return [
      ...sessions.flatMap((session) => judge(session, dropped.get(session))),
      ...told.map(({ status, node, peer, ...drop }): Draft => ({
        ...draftOf(drop, node.name, peer),
        subject: { kind: 'session', id: sessionSubject(status, peers, node.name) },
        evidence: [...drop.evidence, { source: status.source, line: status.line, text: status.text }],
      })),
      // Whether that session is down now, nobody says.
      ...strange.map(({ from, to, ...drop }): Draft => ({
        ...draftOf(drop, to, from),
        severity: 'warning',
        subject: { kind: 'session', id: `${to}-${from}` },
      })),
    ];
  },
});

function judge(session: BgpSession, dropped: DroppedSide | undefined): readonly Draft[] {
  const byPackets = judgePackets(session);
  const byKernel =
    dropped === undefined
      ? null
      : draftOf(dropped, session[otherSide(dropped.from)].address, session[dropped.from].address);
  const [first] = byPackets;
  const drafts =
    byKernel === null
      ? byPackets
      : first === undefined
        ? [byKernel]
        : [
            {
              ...first,
              cause: `${first.cause} ${byKernel.title}`,
              evidence: [...first.evidence, ...byKernel.evidence],
            },
          ];
  return drafts.map((draft): Draft => ({
    ...draft,
    subject: { kind: 'session', id: session.id },
    ...(session.state === 'recovered' && { severity: 'info' }),
  }));
}

const isCaptured = (sessions: readonly BgpSession[], peer: string, own: string | null): boolean =>
  sessions.some(({ local, remote }) => {
    const ends = [local.address, remote.address];
    return ends.includes(peer) && (own === null || ends.includes(own));
  });

const isKnown = (sessions: readonly BgpSession[], peers: readonly PeerStatus[], from: string, to: string): boolean =>
  isCaptured(sessions, from, to) ||
  peers.some(
    ({ peer, speaker }) =>
      (peer.address === from && (speaker.address ?? to) === to) ||
      (peer.address === to && (speaker.address ?? from) === from),
  );

/** What the kernel of `on` says of what `from` sends. Whose configuration is wrong it cannot know. */
function draftOf({ option, fault, told, evidence }: Dropping, on: string, from: string): Omit<Draft, 'subject'> {
  const key = option === 'ao' ? 'TCP-AO' : 'TCP MD5';
  const kernel = `The kernel of ${on} drops what ${from} sends`;
  const { title, cause, remedy } = {
    missing: {
      title: `${kernel}: it has a ${key} key for ${from}, and the segments carry no signature (${told}).`,
      cause: `A host that has a key for a peer takes nothing from it that is not signed (RFC 2385 §2.0, RFC 5925 §7.3). So ${from} signs nothing for ${on}. Inferred: it has no key, or has it for another address than the one that ${on} calls from; or the key of ${on} is left over.`,
      remedy: [
        action('agree-on-password', { on: from, peer: on }),
        action('see-key-in-effect', { on: from, peer: on }),
      ],
    },
    unexpected: {
      title: `${kernel}: the segments are signed by ${key}, and it has no ${option === 'ao' ? 'key of that KeyID' : 'key'} for ${from} (${told}).`,
      cause: `Linux takes no signed segment from a peer that it has no key for. So ${on} has none for that address. Inferred: it was forgotten or did not take effect, it is set for another address (NAT on the way changes it); or the key of ${from} is left over.`,
      remedy: [action('agree-on-password', { on, peer: from }), action('see-key-in-effect', { on, peer: from })],
    },
    differs: {
      title: `${kernel}: their ${key} signature is not the one that its key for ${from} makes (${told}).`,
      cause: `A host drops a segment whose signature does not fit, without a word (RFC 2385 §2.0, RFC 5925 §7.3). So both have a key. Inferred: the keys differ, or addresses are translated on the way, which the signature covers. Which of the two is right, no kernel knows.`,
      remedy: [action('agree-on-password', { on, peer: from }), action('exempt-from-nat', { on, peer: from })],
    },
  }[fault] satisfies { readonly remedy: readonly Action[] } & Pick<Draft, 'title' | 'cause'>;
  return { title, cause, remedy, evidence, blame: null };
}

function judgePackets(session: BgpSession): readonly SessionDraft[] {
  const syns = synsSinceLastOpen(session);
  if (syns === undefined) return SIDES.flatMap((side) => withAnotherKey(session, side));
  const { local, remote, vain } = syns;
  const differ = local.auth !== remote.auth;
  if (!differ && (local.auth === null || !vain)) return [];
  if (!differ && local.signature !== null && remote.signature !== null) return byDigest(session, syns);
  const signed = local.auth === null ? 'remote' : 'local';
  const [on, peer] = [session[signed].address, session[otherSide(signed)].address];
  return [
    {
      title: differ
        ? `${on} signs its SYNs by ${nameOf(syns[signed])}, ${peer} ${syns[otherSide(signed)].auth === null ? 'does not sign' : `signs by ${nameOf(syns[otherSide(signed)])}`}; no connection opens.`
        : `Both ${on} and ${peer} sign their SYNs by ${nameOf(local)}, and neither answers the other.`,
      cause: differ
        ? 'A host that has a key drops unsigned segments, and one that has none drops signed ones (RFC 2385 §2.0, RFC 5925 §7.3): the key is set on one side only, or for another address.'
        : 'A host drops a segment whose signature does not fit, without a word (RFC 2385 §2.0, RFC 5925 §7.3). Inferred: the keys differ, or addresses are translated on the way, which the signature covers.',
      remedy: [
        action('agree-on-password', { on, peer }),
        differ ? action('see-key-in-effect', { on: peer, peer: on }) : action('exempt-from-nat', { on, peer }),
      ],
      evidence: [local.at, remote.at, local.last, remote.last],
      blame: null,
    },
  ];
}

/** Both sign, both dial in vain, and a key was given. That both fit it acquits the key. */
function byDigest(session: BgpSession, { local, remote }: Syns): SessionDraft[] {
  if (local.signature === 'fits' && remote.signature === 'fits') return [];
  const wrong = local.signature === remote.signature ? null : local.signature === 'differs' ? 'local' : 'remote';
  const on = session[wrong ?? 'local'].address;
  const peer = session[otherSide(wrong ?? 'local')].address;
  return [
    {
      title:
        wrong === null
          ? `Neither ${on} nor ${peer} signs its SYNs with the given TCP MD5 key, and neither answers the other.`
          : `${peer} signs its SYNs with the given TCP MD5 key, ${on} with another one; neither answers the other.`,
      cause:
        wrong === null
          ? 'A host drops a segment whose signature does not fit, without a word (RFC 2385 §2.0). Inferred: the keys differ, or addresses are translated on the way, which the signature covers. The given key is neither one.'
          : `A host drops a segment whose signature does not fit, without a word (RFC 2385 §2.0). Inferred: the key of ${on} is not the given one, or its addresses are translated on the way, which the signature covers.`,
      remedy: [action('agree-on-password', { on, peer })],
      evidence: [local.at, remote.at, local.last, remote.last],
      blame: wrong === null ? null : on,
    },
  ];
}

/** Only this side dials: its digest tells what its peer's silence does not. */
function withAnotherKey(session: BgpSession, side: Side): SessionDraft[] {
  if (isUp(session)) return [];
  const attempts = vainAttempts(session, side, 'nothing');
  if (attempts?.syn.signature !== 'differs') return [];
  const [on, peer] = [session[side].address, session[otherSide(side)].address];
  return [
    {
      title: `${on} signs its SYNs with another TCP MD5 key than the given one, and gets no answer.`,
      cause: `A host drops a segment whose signature does not fit, without a word (RFC 2385 §2.0). Inferred, if the given key is that of ${peer}: the key of ${on} is another one, or its addresses are translated on the way, which the signature covers.`,
      remedy: [action('agree-on-password', { on, peer })],
      evidence: [attempts.first, attempts.last],
      blame: on,
    },
  ];
}

const nameOf = ({ auth }: SynSeen): string => (auth === 'ao' ? 'TCP-AO' : 'TCP MD5');

interface Syns {
  readonly local: SynSeen;
  readonly remote: SynSeen;
  /** Both dialled, and nothing came back. */
  readonly vain: boolean;
}

/** The last SYN of each side, if enough were sent and none was taken since a connection was open. */
function synsSinceLastOpen(session: BgpSession): Syns | undefined {
  if (isUp(session)) return undefined;
  const tried = session.connections.slice(session.connections.findLastIndex(isOpen) + 1);
  const local = lastSyn(tried, 'local');
  const remote = lastSyn(tried, 'remote');
  if (local === undefined || remote === undefined || !isEnough(session, tried)) return undefined;
  const answers = (side: Side) => tried.filter(({ openedBy }) => openedBy === side).map(answerTo);
  const signedIsAnswered = (['local', 'remote'] as const).some(
    (side) => ({ local, remote })[side].auth !== null && answers(side).includes('refused'),
  );
  if (signedIsAnswered) return undefined;
  const vain = (['local', 'remote'] as const).every(
    (side) => answers(side).length > 0 && answers(side).every((answer) => answer === 'nothing'),
  );
  return { local, remote, vain };
}

/** Its SYN where it dialled, else its SYN-ACK. */
function lastSyn(tried: readonly BgpConnection[], side: Side): SynSeen | undefined {
  const dialled = tried.filter(({ openedBy }) => openedBy === side);
  return (dialled.length > 0 ? dialled : tried).flatMap(({ sides }) => sides[side].syn ?? []).at(-1);
}

function isEnough({ captureEnd }: BgpSession, tried: readonly BgpConnection[]): boolean {
  const syns = tried.flatMap(({ sides }) => SIDES.flatMap((side) => sides[side].syn ?? []));
  const count = syns.reduce((sum, syn) => sum + syn.count, 0);
  return count >= 3 || captureEnd - Math.min(...syns.map(({ at }) => at.seconds)) >= 3;
}
