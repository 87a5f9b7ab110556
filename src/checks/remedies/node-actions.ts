/** What a person can do about a node's firewall and its sockets, in words. */

export type NodeActionId =
  | 'allow-in-firewall'
  | 'delete-gone-node'
  | 'enable-bfd'
  | 'keep-firewall-rule'
  | 'read-bird-log'
  | 'restart-calico-node'
  | 'stop-other-listener'
  | 'use-another-port'
  | 'use-kernel-with-md5'
  | 'wait-for-recovery';

interface Places {
  readonly on: string;
  readonly peer: string;
  readonly command?: string;
  readonly place?: string;
}

export const NODE_WORDS: Readonly<Record<NodeActionId, (places: Places) => string>> = {
  'allow-in-firewall': ({ on, command }) =>
    command === undefined
      ? `Let it pass in the firewall of ${on}, before that rule.`
      : `Let it pass on ${on} now: \`${command}\``,
  'delete-gone-node': ({ on, peer }) =>
    `If ${peer} belongs to a node that is gone for good, delete its Node resource, so that ${on} expects it no longer: \`kubectl get nodes -o wide\`, \`kubectl delete node NAME\``,
  'enable-bfd': ({ on, peer }) =>
    `See that ${on} has BFD for ${peer} too, single hop or multihop as the other end has it (FRR: \`neighbor ${peer} bfd\`; BIRD: \`bfd on\` and a \`protocol bfd\`; MetalLB: \`bfdProfile\` of the BGPPeer), or take it off both.`,
  'keep-firewall-rule': ({ on, command, place }) =>
    command === undefined
      ? `And for good, in what writes these rules${place === undefined ? '' : ` (${place})`}: a rule that was put in by hand is gone after the next start of ${on}, or of its firewall.`
      : `And for good on ${on}: \`${command}\``,
  'read-bird-log': ({ on, peer }) =>
    `See why BIRD ended or never began, in the log of ${peer} on ${on}: \`kubectl -n calico-system logs POD -c ${peer} | grep -i bird\` (or -n kube-system), a line of its configuration that it refuses, or a port that is taken.`,
  'restart-calico-node': ({ on, peer }) =>
    `If the log says nothing, restart ${peer} on ${on}: delete its pod, the DaemonSet makes another one.`,
  'stop-other-listener': ({ on, peer, command }) =>
    `Let ${peer} alone listen on ${on}: see who holds the port, and stop it for good if it is not the speaker that is meant: \`${command ?? 'ss -tlnp'}\``,
  'use-another-port': ({ on, peer }) =>
    `Or give ${peer} on ${on} another port (Calico: \`listenPort\` of BGPConfiguration; its peers then dial that port), or each of the two an address of its own.`,
  'use-kernel-with-md5': ({ on, peer }) =>
    `Use a kernel with TCP MD5 on ${on} (\`zgrep TCP_MD5SIG /proc/config.gz\` or \`grep TCP_MD5SIG /boot/config-$(uname -r)\` says y), or agree with ${peer} on a session without a password.`,
  'wait-for-recovery': ({ on }) =>
    `Otherwise wait until the timer ends, and see that nothing restarts calico-node on ${on} before.`,
};
