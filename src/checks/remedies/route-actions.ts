/** What a person can do about a node's routes, in words. */

export type RouteActionId =
  | 'add-peer-route'
  | 'add-route'
  | 'allow-multipath'
  | 'bring-link-up'
  | 'check-neighbour'
  | 'connect-to-kernel'
  | 'delete-route'
  | 'follow-packet'
  | 'keep-foreign-routes'
  | 'make-daemon-install'
  | 'move-gateway'
  | 'renumber'
  | 'renumber-link'
  | 'resolve-by-default'
  | 'see-policies'
  | 'see-sessions'
  | 'set-autodetection'
  | 'tell-own-prefix'
  | 'unmanage-links'
  | 'use-private-range';

interface Places {
  readonly on: string;
  readonly peer: string;
  readonly route?: string;
  readonly device?: string;
}

const routeOf = ({ route }: Places): string => route ?? 'ROUTE';
const familyFlag = (a: Places): string => (routeOf(a).includes(':') ? 'ip -6' : 'ip');

export const ROUTE_WORDS: Readonly<Record<RouteActionId, (places: Places) => string>> = {
  'add-peer-route': ({ on, peer }) =>
    `Give ${on} a route to ${peer}: an address on its link, a static route by a gateway, or let the default route be there before the daemon starts.`,
  'add-route': (a) => `Until then, by hand on ${a.on}: \`${familyFlag(a)} route replace ${routeOf(a)}\``,
  'allow-multipath': ({ on, peer }) =>
    `Let ${peer} on ${on} take as many equal paths: FRR \`maximum-paths 8\` (iBGP: \`maximum-paths ibgp 8\`; other AS paths: \`bgp bestpath as-path multipath-relax\`), BIRD \`merge paths on\` in the kernel protocol, GoBGP \`use-multiple-paths\`.`,
  'bring-link-up': ({ on, device }) =>
    `Bring ${device ?? 'the link'} of ${on} up: \`ip link set ${device ?? 'IFACE'} up\`; if it says NO-CARRIER, look at the other end of the cable, the switch port or the virtual machine's network.`,
  'check-neighbour': ({ on, peer, device }) =>
    `See why ${peer} does not answer on ${device ?? 'that link'}: whether it is up and has that address, from ${on} \`ping -c1 ${peer}; ip neigh show ${peer}\`, VLAN, switch port, and security settings that drop ARP or neighbour discovery.`,
  'connect-to-kernel': ({ on, peer }) =>
    `If ${peer} is to fill the kernel of ${on}: GoBGP needs zebra (\`[zebra.config] enabled = true\`, \`redistribute-route-type-list\`), BIRD a \`protocol kernel { ipv4 { export all; }; }\`. If it only reflects routes, nothing has to change.`,
  'delete-route': (a) => `Take the route off ${a.on}: \`${familyFlag(a)} route del ${routeOf(a)}\``,
  'follow-packet': ({ on, peer }) =>
    `Let k8sdoctor say where a packet of ${on} to such a pod goes: \`k8sdoctor routes --from ${on} --to ${peer}\``,
  'keep-foreign-routes': ({ on }) =>
    `Let systemd-networkd of ${on} keep them: \`mkdir -p /etc/systemd/networkd.conf.d; printf '[Network]\\nManageForeignRoutes=no\\nManageForeignRoutingPolicyRules=no\\n' > /etc/systemd/networkd.conf.d/50-keep-routes.conf; systemctl restart systemd-networkd\``,
  'make-daemon-install': ({ on, peer }) =>
    `See why ${peer} on ${on} does not install it: that it runs and is ready, its log, and what it has for the prefix (\`birdcl show route\`, \`vtysh -c 'show ip route'\`); restart it if it lost track of the kernel.`,
  'move-gateway': ({ on, peer }) => `Or route by another next hop of ${on} than ${peer} until it is back.`,
  renumber: ({ on, peer }) =>
    `Give ${on} a range of its own, apart from ${peer}: a new pool or service network beside the old one, then move pods and services over.`,
  'renumber-link': ({ on, peer }) =>
    `Give ${on} another range than ${peer}: docker \`"bip"\` and \`"default-address-pools"\` in /etc/docker/daemon.json, libvirt \`virsh net-edit default\`, or the VPN's configuration.`,
  'resolve-by-default': ({ on, peer }) =>
    `Let the daemon of ${on} look for ${peer} by the default route. FRR: \`vtysh -c 'configure terminal' -c '${peer.includes(':') ? 'ipv6' : 'ip'} nht resolve-via-default'\`, and for eBGP \`neighbor ${peer} ebgp-multihop\` too.`,
  'see-policies': () => 'See whether a policy holds in the namespace of these pods: `kubectl get networkpolicies -A`',
  'see-sessions': ({ on }) =>
    `See whether the BGP sessions of ${on} are Established and bring that prefix: \`k8sdoctor status\`, \`birdcl show route\`.`,
  'set-autodetection': ({ on }) =>
    `Tell the speaker which address of ${on} to take. Calico: \`kubectl set env ds/calico-node -n calico-system IP_AUTODETECTION_METHOD=kubernetes-internal-ip\` (operator: nodeAddressAutodetectionV4 of the Installation), then restart calico-node there.`,
  'unmanage-links': ({ on }) =>
    `Let NetworkManager of ${on} leave them alone: \`printf '[keyfile]\\nunmanaged-devices=interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;interface-name:lxc*;interface-name:cilium*;interface-name:flannel*;interface-name:cni0\\n' > /etc/NetworkManager/conf.d/cni.conf; nmcli general reload\``,
  'tell-own-prefix': ({ on }) => `If ${on} is yours, say so: \`--own-prefix ${on}\``,
  'use-private-range': ({ on, peer }) => `Take a private range for ${on}, of ${peer} for example.`,
};
