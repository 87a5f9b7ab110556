import type { IcmpError } from '../../model/bgp-session.ts';
import { otherSide, SIDES } from '../../model/moment.ts';
import type { ProbeSeen } from '../../model/probe.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { times } from '../words.ts';
import { DEAD_PATH, defineSessionCheck, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { endedSo, proberOf } from './probes.ts';
import { isUp } from './progress.ts';

export const tcpUnreachable: Check = defineSessionCheck({
  id: 'bgp/tcp-unreachable',
  severity: 'error',
  explains: [
    ...SESSION_DOWN,
    ...DEAD_PATH,
    'bgp/tcp-no-answer',
    'bgp/closed-before-open',
    'bgp/hold-timer-expired',
    'bgp/send-hold-timer-expired',
    'bgp/packet-loss',
  ],
  docs: {
    what: "An ICMP or ICMPv6 error that says unreachable or prohibited quotes the session's packets.",
    why:
      'A router or host on the way says that it cannot or may not deliver them, and who says so is the place to look. Prohibited: a filter rejects (firewalld does so by default). ' +
      'Host or address unreachable: the last router gets no answer to ARP or neighbour discovery. Net unreachable or no route: a route is missing there. ' +
      'The error is proof, for it carries the first octets of the very packet. ' +
      'Where none was captured, what the kernel says to a probe (`--probe`) tells so too.',
    remedy: [
      action('open-firewall', { on: 'SENDER', peer: 'PEER' }),
      action('check-route', { on: 'PEER', peer: 'SIDE' }),
      action('check-route', { on: 'SENDER', peer: 'SIDE' }),
      action('open-firewall', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(792, 'page-4'), rfc(1812, '5.2.7.1'), rfc(4443, '3.1')],
  },
  ofProbe: { part: 'tcp', draft: ofProbe },
  judge: (session) =>
    SIDES.flatMap((from) => {
      const errors = session.icmp.filter(({ kind, quotes }) => quotes === from && isUnreachable(kind));
      const last = errors.at(-1);
      if (last === undefined) return [];
      const on = session[otherSide(from)].address;
      const peer = session[from].address;
      const count = errors.reduce((sum, each) => sum + each.count, 0);
      return [
        {
          title: `${last.sender} answers packets of ${peer} to ${on} with ICMP “${last.name}”, ${times(count)}.`,
          cause: causeOf(last, session[otherSide(from)].address, session[from].address),
          remedy:
            last.kind === 'prohibited'
              ? [action('open-firewall', { on: last.sender, peer }), action('check-route', { on: peer, peer: on })]
              : [action('check-route', { on: last.sender, peer: on }), action('open-firewall', { on, peer })],
          evidence: errors.map(({ at }) => at),
          blame: last.sender === on ? on : null,
          ...(isUp(session) && { severity: 'info' as const }),
        },
      ];
    }),
});

const isUnreachable = (kind: IcmpError['kind']): boolean => kind === 'unreachable' || kind === 'prohibited';

function causeOf({ kind, sender }: IcmpError, on: string, peer: string): string {
  const who = `${sender}, ${placeOf(sender, on, peer)},`;
  if (kind === 'prohibited') return `${who} has a filter that rejects packets from ${peer} (RFC 1812 §5.2.7.1).`;
  if (sender === on)
    return `${who} rejects them: a firewall rule with an ICMP answer, or nothing that takes TCP on that address (RFC 1122 §3.2.2.1).`;
  return `${who} has no usable route to ${on}, or ${on} does not answer its ARP or neighbour discovery (RFC 1812 §5.2.7.1).`;
}

function placeOf(sender: string, on: string, peer: string): string {
  if (sender === on) return 'the peer itself';
  return sender === peer ? 'the sending host itself' : 'on the way';
}

function ofProbe(probe: ProbeSeen): SessionDraft | null {
  const told = endedSo(probe, 'unreachable');
  if (told === null) return null;
  const [on, peer] = [probe.peer, proberOf(probe)];
  return {
    title: `A probe of ${peer} to ${on} port ${told.port} ends with “${told.at.text}”.`,
    cause: `The kernel of ${peer} has no usable route to ${on}, nobody answers its ARP or neighbour discovery, a filter of its own rejects, or a router on the way says by ICMP that it cannot or may not deliver (RFC 1812 §5.2.7.1).`,
    remedy: [action('check-route', { on: peer, peer: on }), action('open-firewall', { on, peer })],
    evidence: [told.at],
    blame: null,
  };
}
