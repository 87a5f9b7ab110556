import type { BgpConnection } from '../../model/bgp-session.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineSessionCheck } from './define-session-check.ts';

const BGP_PORT = 179;

export const nonstandardPort: Check = defineSessionCheck({
  id: 'bgp/nonstandard-port',
  severity: 'info',
  explains: [],
  docs: {
    what: 'BGP is spoken on a port other than 179, where it was found by its marker of sixteen octets 0xff.',
    why: 'It works, as long as both ends, every firewall and every filter of a capture know. Calico sets it by listenPort, Cilium by localPort and peerPort, MetalLB by peerPort. A capture with `tcp port 179` does not see such a session.',
    remedy: [action('nothing-if-intended', { on: 'SIDE', peer: 'PEER' })],
    references: [
      rfc(4271, '8.2.1'),
      {
        title: 'IANA service names: bgp',
        url: 'https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=179',
      },
    ],
  },
  judge(session) {
    const connection = session.connections.find((each) => speaksBgp(each) && !usesStandardPort(each));
    if (connection === undefined) return [];
    const { ports, sides, openedBy, first } = connection;
    const on = session.local.address;
    const peer = session.remote.address;
    const listener = openedBy === 'remote' ? ports.local : ports.remote;
    const at = sides.local.firstMessage ?? sides.remote.firstMessage ?? first;
    return [
      {
        title: `${on} (port ${ports.local}) and ${peer} (port ${ports.remote}) speak BGP, neither of them on port 179.`,
        cause: `BGP listens on TCP port 179 (RFC 4271 §8.2.1); here ${openedBy === null ? 'another one' : listener} is configured.`,
        remedy: [action('nothing-if-intended', { on, peer })],
        evidence: [at],
        blame: null,
      },
    ];
  },
});

const usesStandardPort = ({ ports }: BgpConnection): boolean => ports.local === BGP_PORT || ports.remote === BGP_PORT;

const speaksBgp = ({ sides }: BgpConnection): boolean =>
  sides.local.firstMessage !== null || sides.remote.firstMessage !== null;
