import type { PeerStatus } from '../../model/peer-status.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { bySession, nameOfPeer, nameOfSpeaker } from './by-session.ts';

const OPTMEM = 'net.core.optmem_max=1048576';

export const tcpMd5Unsupported: Check = defineCheck({
  id: 'node/tcp-md5-unsupported',
  severity: 'error',
  explains: [
    'calico/peer-not-established',
    'cilium/peer-not-established',
    'kube-router/peer-not-established',
    'metallb/session-down',
    'node/peer-not-established',
    'bgp/tcp-auth-mismatch',
  ],
  docs: {
    what: 'A password is set for a session, and the kernel or the daemon refused the key.',
    why:
      'The daemon gives the kernel the TCP MD5 key of each peer (RFC 2385) before it sends anything; where that fails no SYN leaves. “Protocol not available” is a kernel without CONFIG_TCP_MD5SIG (minikube, WSL, some appliances), or FIPS mode, which has no MD5. ' +
      '“Kernel MD5 auth failed” of BIRD is any failure; where other sessions of the same speaker have a key and are up, it is the memory for the options of one socket: all keys hang on the listening one, and net.core.optmem_max limits them.',
    remedy: [
      action('set-sysctl', { on: 'NODE', peer: 'PEER', setting: OPTMEM }),
      action('use-kernel-with-md5', { on: 'NODE', peer: 'PEER' }),
      action('restart-session', { on: 'NODE', peer: 'PEER' }),
    ],
    references: [rfc(2385, '2.0')],
  },
  needs: ['peers'],
  run: ({ peers }) =>
    bySession(
      peers.filter(({ established, reason }) => established !== true && reason?.code === 'md5'),
      peers,
      (status) => judge(status, peers),
    ),
});

function judge(status: PeerStatus, peers: readonly PeerStatus[]): Omit<Draft, 'subject' | 'blame'> {
  const { source, line, text, reason } = status;
  const [on, peer] = [nameOfSpeaker(status), nameOfPeer(status)];
  const said = reason?.text ?? '';
  const isAbsent = /not available|does not support|not supported/i.test(said);
  const isFull = !isAbsent && peers.some((each) => nameOfSpeaker(each) === on && each.established === true);
  return {
    title: `${on} cannot use the password of its session with ${peer}: “${said}”.`,
    cause: isAbsent
      ? 'Its kernel has no TCP MD5 (CONFIG_TCP_MD5SIG), or may not use it (FIPS mode): no SYN leaves with or without the key.'
      : `Its kernel refused the key.${isFull ? ' Other sessions of it are up. Inferred: if they have keys too, their memory is used up, which net.core.optmem_max limits.' : ''}`,
    evidence: [{ source, line, text }],
    remedy: [
      ...(isFull ? [action('set-sysctl', { on, peer, setting: OPTMEM })] : []),
      ...(isFull ? [] : [action('use-kernel-with-md5', { on, peer })]),
      // BIRD, for one, takes the session out of service until it is told otherwise.
      action('restart-session', { on, peer }),
    ],
  };
}
