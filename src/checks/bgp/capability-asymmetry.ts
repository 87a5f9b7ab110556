import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { otherSide, SIDES } from '../../model/moment.ts';
import type { Capability } from '../../model/session.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list } from '../words.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { familiesOf } from './families.ts';
import { lastOpens } from './progress.ts';

export const capabilityAsymmetry: Check = defineSessionCheck({
  id: 'bgp/capability-asymmetry',
  severity: 'info',
  explains: [],
  docs: {
    what: 'Graceful restart, a direction of ADD-PATH, extended messages or extended next hops are announced by one side only, and something is lost by it.',
    why:
      'A capability is used only if both announce it, so the session comes up without it and nothing says so. It matters to who counts on it: a restart that should not cost routes, several paths to one prefix, ' +
      'IPv4 routes over an IPv6 next hop, UPDATEs of more than 4096 octets. A side that can only help with graceful restart (it lists no family) and one that can only receive ADD-PATH lose nothing.',
    remedy: [
      action('nothing-if-intended', { on: 'PEER', peer: 'SIDE' }),
      action('enable-graceful-restart', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4724, '4'), rfc(7911, '4'), rfc(8654, '4'), rfc(8950, '4')],
  },
  judge(session) {
    const opens = lastOpens(session)?.opens;
    if (opens === undefined) return [];
    return SIDES.flatMap((side): SessionDraft[] => {
      const on = session[side].address;
      const peer = session[otherSide(side)].address;
      const losses = lossesOf(opens[side], opens[otherSide(side)], on, peer);
      if (losses.length === 0) return [];
      const gracefulRestart = losses.some(({ code }) => code === CapabilityCode.GRACEFUL_RESTART);
      return [
        {
          title: `${on} announces ${list(losses.map(({ what }) => what))}, ${peer} does not.`,
          cause: losses.map(({ loss }) => loss).join(' '),
          remedy: [
            action('nothing-if-intended', { on: peer, peer: on }),
            ...(gracefulRestart ? [action('enable-graceful-restart', { on, peer })] : []),
          ],
          evidence: [opens.local.at, opens.remote.at],
          blame: null,
        },
      ];
    });
  },
});

interface Loss {
  readonly code: number;
  readonly what: string;
  readonly loss: string;
}

/** What `mine` announces and `theirs` makes void. */
function lossesOf(mine: OpenSeen, theirs: OpenSeen, on: string, peer: string): Loss[] {
  const losses: Loss[] = [];
  const alone = (code: number): Capability | undefined =>
    find(theirs, code) === undefined ? find(mine, code) : undefined;

  const restart = familiesOf(alone(CapabilityCode.GRACEFUL_RESTART));
  if (restart.length > 0) {
    losses.push({
      code: CapabilityCode.GRACEFUL_RESTART,
      what: 'graceful restart',
      loss: `When ${on} restarts, ${peer} drops its routes at once (RFC 4724 §4.2).`,
    });
  }
  const canReceive = familiesOf(find(theirs, CapabilityCode.ADD_PATH)).filter(({ receive }) => receive);
  const inVain = familiesOf(find(mine, CapabilityCode.ADD_PATH)).filter(
    ({ send, family }) =>
      send && theirs.families.includes(family) && !canReceive.some((other) => other.family === family),
  );
  if (inVain.length > 0) {
    losses.push({
      code: CapabilityCode.ADD_PATH,
      what: `that it sends ADD-PATH for ${list(inVain.map(({ family }) => family))}`,
      loss: `${peer} gets one path to a prefix, not several (RFC 7911 §4).`,
    });
  }
  if (alone(CapabilityCode.EXTENDED_MESSAGE) !== undefined) {
    losses.push({
      code: CapabilityCode.EXTENDED_MESSAGE,
      what: 'extended messages',
      loss: `What ${on} sends ${peer} stays within 4096 octets (RFC 8654 §4).`,
    });
  }
  const shared = [mine, theirs].every(({ families }) => families.includes('ipv4-unicast'));
  // Over IPv4 the next hops of IPv4 routes need no extension.
  if (alone(CapabilityCode.EXTENDED_NEXT_HOP) !== undefined && on.includes(':') && shared) {
    losses.push({
      code: CapabilityCode.EXTENDED_NEXT_HOP,
      what: 'extended next hops',
      loss: 'IPv4 routes need an IPv4 next hop (RFC 8950 §4).',
    });
  }
  return losses;
}

const find = ({ capabilities }: OpenSeen, code: number): Capability | undefined =>
  capabilities.find((capability) => capability.code === code);
