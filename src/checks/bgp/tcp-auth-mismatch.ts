import {
  type BgpConnection,
  type BgpSession,
  otherSide,
  type Side,
  SIDES,
  type SynSeen,
} from '../../model/evidence.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { answerTo, vainAttempts } from './attempts.ts';
import { defineSessionCheck, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { isOpen, isUp } from './progress.ts';

export const tcpAuthMismatch: Check = defineSessionCheck({
  id: 'bgp/tcp-auth-mismatch',
  severity: 'error',
  explains: [...SESSION_DOWN, 'bgp/tcp-no-answer', 'bgp/closed-before-open', 'bgp/tcp-refused'],
  docs: {
    what:
      'SYNs of both sides are seen, signed by TCP MD5 or TCP-AO on one side only, or signed on both and neither answered; or SYNs that get no answer are signed with ' +
      'another key than the one given with --tcp-md5-key-file.',
    why:
      'A host drops a segment whose signature is missing, unexpected or wrong, and says nothing: no SYN-ACK, no RST. Only SYNs that repeat are seen. Where both sides dial, ' +
      'the option in their SYNs tells who has a key. That both sign and neither answers says that the keys differ, or that the addresses are changed on the way (NAT), which the ' +
      'signature covers. Where only one side dials, a firewall looks the same: see bgp/tcp-no-answer. With the key that should be in use, `--tcp-md5-key-file FILE` tells which side signs with another one. The kernel counts them: `nstat -az TcpExtTCPMD5NotFound ' +
      'TcpExtTCPMD5Unexpected TcpExtTCPMD5Failure`.',
    remedy: [
      action('agree-on-password', { on: 'SIDE', peer: 'PEER' }),
      action('see-key-in-effect', { on: 'PEER', peer: 'SIDE' }),
      action('exempt-from-nat', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(2385, '2.0'), rfc(5925, '7.3')],
  },
  judge(session) {
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
  },
});

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
