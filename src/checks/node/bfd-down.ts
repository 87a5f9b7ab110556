import type { BfdSession } from '../../model/bfd.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { PeerStatus } from '../../model/peer-status.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { type Action, action } from '../remedies/actions.ts';
import { allowCommand } from '../remedies/firewall.ts';
import { rfc } from '../rfc.ts';
import { sessionSubject } from '../status/define-peer-check.ts';
import { BFD_PORT, type BfdDrop, bfdDrop } from './bfd-passage.ts';

export const bfdDown: Check = defineCheck({
  id: 'node/bfd-down',
  severity: 'error',
  explains: ['bgp/cease-bfd-down', 'calico/peer-not-established', 'metallb/session-down', 'node/peer-not-established'],
  docs: {
    what: 'BFD of a BGP session’s peer is down, as the daemon shows it, or only one side sends BFD.',
    why:
      'A speaker with BFD closes its BGP session when BFD goes down, and FRR and BIRD do not bring it up before. BFD is UDP 3784 (multihop 4784), in both directions: a firewall may pass TCP 179 and not that; where the node’s rules are given they are walked for it. A session of which no packet of the peer ever came (remote discriminator 0) has no BFD on the other side, or it does not arrive; BGP stays up then in FRR, without what BFD was meant for: a warning. ' +
      'MetalLB needs a bfdProfile at the peer and `bfd` at the router; Calico’s BIRD has none.',
    remedy: [
      action('enable-bfd', { on: 'PEER', peer: 'NODE' }),
      action('check-bfd-path', { on: 'NODE', peer: 'PEER' }),
    ],
    references: [rfc(5880, '6.8.6'), rfc(5881, '4')],
  },
  needs: ['bfd'],
  wants: ['peers', 'nodes'],
  run: ({ bfd, peers = [], nodes = [] }) =>
    bfd.filter(({ state }) => state === 'down' || state === 'init').flatMap((session) => judge(session, peers, nodes)),
});

/** What nobody speaks BGP with is no matter here; where no status was given, nobody knows. */
function judge(session: BfdSession, peers: readonly PeerStatus[], nodes: readonly NodeSeen[]): Draft[] {
  const { node, peer, at, diagnostic, heard, local } = session;
  const mine = peers.filter(({ speaker }) => speaker.node === node);
  const status = mine.find((each) => each.peer.address === peer);
  if (mine.length > 0 && status === undefined) return [];
  if (status?.reason?.kind === 'admin') return [];
  const isDown = status?.established === false;
  const on = node ?? status?.speaker.label ?? 'this node';
  const own = nodes.find(({ name }) => name === on);
  const drop = own === undefined ? null : bfdDrop(own, peer, local ?? status?.speaker.address ?? null);
  const silent = heard === false ? `no BFD packet of ${peer} ever came` : (diagnostic ?? null);
  return [
    {
      subject: {
        kind: 'session',
        id: status === undefined ? `${local ?? on}-${peer}` : sessionSubject(status, peers, on),
      },
      blame: null,
      ...(!isDown && { severity: 'warning' as const }),
      title: `BFD of ${on} with ${peer} is ${session.state}${silent === null ? '' : `: ${silent}`}.`,
      cause:
        drop !== null
          ? `The firewall of ${on} drops ${drop.isInward ? `UDP ${BFD_PORT} from ${peer}` : `UDP ${BFD_PORT} to ${peer}`}: \`${drop.by.at.text}\`.${isDown ? ' The BGP session does not come up while BFD is down.' : ''}`
          : isDown
            ? 'Its BGP session is not Established, and does not come up while BFD is down.'
            : heard === false
              ? 'Inferred: the peer does not send BFD, or its packets do not arrive. BGP does without it, and a failure shows only after the hold time.'
              : 'A BGP session with BFD ends with it.',
      evidence: [
        at,
        ...(drop === null ? [] : [drop.by.at]),
        ...(status === undefined ? [] : [{ source: status.source, line: status.line, text: status.text }]),
      ],
      remedy: [
        ...(drop === null ? [] : letPass(drop, on, peer)),
        ...(heard === true || drop !== null ? [] : [action('enable-bfd', { on: peer, peer: local ?? on })]),
        action('check-bfd-path', { on, peer }),
      ],
    },
  ];
}

function letPass({ by, isInward }: BfdDrop, on: string, peer: string): readonly Action[] {
  const command = allowCommand(by.base, by.command, {
    family: peer.includes(':') ? 'ipv6' : 'ipv4',
    protocol: 'udp',
    source: isInward ? peer : null,
    destination: isInward ? null : peer,
    sourcePort: null,
    destinationPort: BFD_PORT,
  });
  return [
    action('allow-in-firewall', { on, peer, ...(command !== undefined && { command }) }),
    action('keep-firewall-rule', { on, peer }),
  ];
}
