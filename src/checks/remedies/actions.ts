import { NODE_WORDS, type NodeActionId } from './node-actions.ts';
import { ROUTE_WORDS, type RouteActionId } from './route-actions.ts';

/** What a person can do about a finding, in words. Checks name actions; only the files of this folder know commands. */

export type ActionId =
  | NodeActionId
  | RouteActionId
  | 'accept-own-as'
  | 'activate-families'
  | 'add-neighbor'
  | 'agree-on-password'
  | 'agree-on-roles'
  | 'agree-on-sysctl'
  | 'allow-by-policy'
  | 'allow-more-hops'
  | 'announce-capability'
  | 'announce-less'
  | 'announce-public-as'
  | 'announce-routes'
  | 'capture-at-speaker'
  | 'capture-from-start'
  | 'capture-session'
  | 'capture-the-right-place'
  | 'capture-whole-packets'
  | 'capture-without-loss'
  | 'check-bfd-path'
  | 'check-path'
  | 'check-process'
  | 'check-route'
  | 'clamp-mss'
  | 'disable-bgp-elsewhere'
  | 'drop-ttl-security'
  | 'enable-four-octet-as'
  | 'enable-graceful-restart'
  | 'end-the-shutdown'
  | 'end-the-translation'
  | 'exempt-from-nat'
  | 'filter-the-route'
  | 'find-the-drops'
  | 'find-the-restart'
  | 'find-what-resets-sysctl'
  | 'fix-mtu'
  | 'fix-sysctl-file'
  | 'fix-the-sender'
  | 'free-resources'
  | 'keep-hold-time-legal'
  | 'let-icmp-through'
  | 'let-it-find-its-peer'
  | 'load-br-netfilter'
  | 'lower-minimum-hold-time'
  | 'nothing-if-intended'
  | 'open-firewall'
  | 'open-firewall-back'
  | 'override-as'
  | 'persist-sysctl'
  | 'put-a-capable-router-between'
  | 'raise-max-prefixes'
  | 'raise-ttl'
  | 'read-log'
  | 'restart-gracefully'
  | 'restart-session'
  | 'restore-neighbor'
  | 'see-key-in-effect'
  | 'send-end-of-rib'
  | 'send-fewer-capabilities'
  | 'send-no-capabilities'
  | 'send-no-local-pref'
  | 'send-no-such-parameter'
  | 'set-local-as'
  | 'set-next-hop'
  | 'set-peer-as'
  | 'set-router-id'
  | 'set-sysctl'
  | 'set-source-address'
  | 'sort-the-capture'
  | 'speak-version-4'
  | 'split-families'
  | 'start-listening'
  | 'steady-route'
  | 'upgrade-for-rfc-7606'
  | 'upgrade-router'
  | 'use-own-community';

/** To be done at the speaker `on`, about its neighbour `peer`. */
export interface Action extends ActionDetail {
  readonly id: ActionId;
  readonly on: string;
  readonly peer: string;
}

export interface ActionDetail {
  /** The AS number to be set. */
  readonly as?: number;
  readonly families?: readonly string[];
  /** Prefixes. */
  readonly limit?: number;
  /** TCP payload of a segment. */
  readonly octets?: number;
  /** A sysctl and its value: `net.ipv4.ip_forward=1`. */
  readonly setting?: string;
  /** A route, or what `ip` is to be told of it: `10.244.2.0/24 via 192.168.10.12`. */
  readonly route?: string;
  readonly device?: string;
  /** A shell command that was made for this very case. */
  readonly command?: string;
  /** Where it is set otherwise: a path and a line. */
  readonly place?: string;
}

interface Places extends ActionDetail {
  readonly on: string;
  readonly peer: string;
}

/** What is told to both ends at once, whichever of them comes first. */
const MUTUAL: ReadonlySet<ActionId> = new Set([
  'agree-on-password',
  'agree-on-roles',
  'check-bfd-path',
  'check-path',
  'enable-graceful-restart',
  'find-the-drops',
  'speak-version-4',
]);

/** Without what says the same again. */
export function distinctActions(actions: readonly Action[]): Action[] {
  const keyOf = ({ id, on, peer, ...detail }: Action): string =>
    JSON.stringify([id, MUTUAL.has(id) ? [on, peer].toSorted() : [on, peer], detail]);
  const first = new Map<string, Action>();
  for (const each of actions) if (!first.has(keyOf(each))) first.set(keyOf(each), each);
  return [...first.values()];
}

export const action = (id: ActionId, places: Places): Action => ({ id, ...places });

/** A platform's command for an action; null where the platform cannot do it. */
export type Commands = Readonly<Partial<Record<ActionId, ((places: Places) => string) | null>>>;

const settingOf = ({ setting }: Places): string => setting ?? 'KEY=VALUE';
const lineOf = (a: Places): string => settingOf(a).replace('=', ' = ');
const keyOf = (a: Places): string => settingOf(a).split('=')[0] ?? '';

const familiesOf = ({ families }: Places): string => families?.join(', ') ?? 'the same address families';

/** TCP with timestamps has 32 octets of header, ping 8: a ping of so many more octets makes as large a packet. */
const PING_OVERHEAD = 24;

export const WORDS: Readonly<Record<ActionId, (places: Places) => string>> = {
  ...NODE_WORDS,
  ...ROUTE_WORDS,
  'agree-on-sysctl': (a) => `Decide which value of ${keyOf(a)} is meant, and set it on ${a.on}.`,
  'set-sysctl': (a) => `Set it on ${a.on} now: \`sysctl -w ${settingOf(a)}\``,
  'persist-sysctl': (a) =>
    `And for the next boot of ${a.on}: \`echo '${lineOf(a)}' >> /etc/sysctl.d/99-zz-kubernetes.conf\``,
  'fix-sysctl-file': (a) => `Write \`${lineOf(a)}\` on ${a.on} in ${a.place ?? 'FILE'}, which says otherwise.`,
  'find-what-resets-sysctl': (a) =>
    `Find what sets it otherwise on ${a.on}, or it comes back: \`grep -rn '${keyOf(a)}' /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d\`, a hardening role, a script that runs \`sysctl --system\`.`,
  'load-br-netfilter': ({ on }) =>
    `Load the module on ${on} now and at boot: \`modprobe br_netfilter && echo br_netfilter > /etc/modules-load.d/br_netfilter.conf\``,
  'activate-families': (a) => `Activate ${familiesOf(a)} for neighbour ${a.peer} on ${a.on}.`,
  'add-neighbor': ({ on, peer }) =>
    `Configure ${peer} as a neighbour on ${on}: with exactly this address, which is the one that it sends from.`,
  'agree-on-password': ({ on, peer }) =>
    `Give ${on} and ${peer} the same TCP-MD5 (or TCP-AO) key for each other, or neither of them one.`,
  'agree-on-roles': ({ on, peer }) =>
    `Give ${on} and ${peer} roles that fit: provider and customer, RS and RS-client, or peer and peer.`,
  'allow-by-policy': ({ on, peer }) =>
    `Let the policy of ${on} send its routes to ${peer}: eBGP without one sends and accepts nothing on routers that follow RFC 8212.`,
  'announce-routes': ({ on, peer }) =>
    `Select on ${on} what it announces to ${peer}: services, pod CIDRs or networks, in a family that both have.`,
  'accept-own-as': ({ on, peer }) =>
    `If ${on} has to use these routes, let it accept its own AS in paths from ${peer}; paths must not loop by then.`,
  'override-as': ({ on, peer }) =>
    `Or let ${on} put its own AS in place of that of ${peer} in the paths that it sends it, or give the clusters different AS numbers.`,
  'send-no-local-pref': ({ on, peer }) =>
    `Let ${on} send ${peer} no LOCAL_PREF; steer another AS by MED, AS path prepending or a community.`,
  'set-next-hop': ({ on, peer }) =>
    `Let ${on} announce to ${peer} with its own address on that link as next hop (next-hop-self), or one that ${peer} can reach.`,
  'split-families': ({ on, peer }) =>
    `Give ${on} and ${peer} a session over IPv6 for the IPv6 routes, or set their next hop to an IPv6 address of ${on}.`,
  'steady-route': ({ on }) =>
    `Find what comes and goes on ${on}: readiness of the endpoints behind the prefix, of the node, or two controllers that own one address.`,
  'use-own-community': ({ on }) =>
    `Use a community on ${on} whose first half is the AS number that gives it its meaning, or a large community.`,
  'restart-gracefully': ({ on, peer }) =>
    `Let ${on} restart so that ${peer} keeps its routes: no NOTIFICATION when it stops, and the R and F bits when it is back.`,
  'send-end-of-rib': ({ on, peer }) =>
    `Upgrade ${on} to a release that ends its table to ${peer} with End-of-RIB, or take graceful restart off that session.`,
  'announce-capability': ({ on, peer }) => `Let ${on} announce to ${peer} what it misses.`,
  'send-fewer-capabilities': ({ on, peer }) =>
    `Let ${on} announce to ${peer} only what it knows: switch off what is listed above.`,
  'end-the-translation': ({ on }) =>
    `If ${on} is meant to take TCP port 179 itself, find what translates it to another host: a port forward, a Service with that port (\`nft list ruleset\`, \`iptables -t nat -S\`).`,
  'exempt-from-nat': ({ on, peer }) =>
    `If the keys are the same, see that nothing between ${on} and ${peer} translates their addresses (masquerade, load balancer): the signature covers them.`,
  'filter-the-route': ({ on, peer }) => `Until then, filter on ${on} the route or the attribute that ${peer} refuses.`,
  'upgrade-for-rfc-7606': ({ on }) =>
    `Upgrade ${on} to a release that does not end the session for one bad route (RFC 7606).`,
  'allow-more-hops': ({ on, peer }) =>
    `Let ${on} take ${peer} from as many hops away as it is: TTL security counts them, and each router on the way takes one off the 255.`,
  'announce-less': ({ on, peer }) => `Let ${on} announce fewer prefixes to ${peer}: aggregate or filter them.`,
  'announce-public-as': ({ on, as }) =>
    `Give ${on} another AS number than ${as ?? 'the reserved one'}: for private use 64512 to 65534, or 4200000000 to 4294967294.`,
  'capture-at-speaker': ({ on }) =>
    `Capture again where both directions pass: on the node of ${on} itself, with \`-i any\`.`,
  'capture-session': ({ on }) =>
    `Capture on the node of ${on} for a minute, which shows what is said: \`tcpdump -U -i any -w bgp.pcap tcp port 179 or icmp or icmp6\`, then \`k8sdoctor bgp --pcap bgp.pcap\`.`,
  'capture-from-start': ({ on, peer }) =>
    `If the OPENs are needed, start the capture first and then reset the session of ${on} and ${peer}.`,
  'capture-the-right-place': ({ on }) =>
    `Capture on the node of the speaker (${on}), on all interfaces (\`-i any\`), with the filter \`tcp port 179 or icmp or icmp6\`, for longer than a connect-retry (120 s).`,
  'capture-whole-packets': ({ on }) =>
    `Capture again with whole packets (\`tcpdump -s 0\`) and let the tool end by itself, so that ${on} is written whole.`,
  'capture-without-loss': ({ on }) =>
    `Capture again on ${on} with a larger buffer (\`tcpdump -B 65536\`) and a narrow filter (\`tcp port 179\`), and look for “dropped by kernel”.`,
  'check-bfd-path': ({ on, peer }) =>
    `Check that BFD (UDP 3784, multihop 4784) passes between ${on} and ${peer} in both directions.`,
  'check-path': ({ on, peer }) =>
    `Check the path between ${on} and ${peer} in both directions: link errors, loss, firewall, and the MTU with full-size packets (\`ping -M do -s 1472\`).`,
  'check-process': ({ on }) =>
    `See why the BGP process of ${on} stands still although its kernel answers: CPU (starved, or throttled by its limit), memory, its log, its liveness probe.`,
  'check-route': ({ on, peer }) =>
    `Check that ${on} has a route to ${peer} and that its next hop answers ARP or neighbour discovery (\`ip route get\`, \`ip neigh\`).`,
  'clamp-mss': ({ on, peer }) =>
    `Until the path is mended, let ${on} and ${peer} use smaller segments: lower the MTU of the interface or route to ${peer}, or clamp the MSS of the SYNs on the way to what passes.`,
  'disable-bgp-elsewhere': ({ on, peer }) =>
    `Let only one BGP speaker of ${on} peer with ${peer}: let the CNI announce the service addresses, or give the second speaker another source address or another router.`,
  'drop-ttl-security': ({ on, peer }) => `Or take TTL security (GTSM) for ${peer} off ${on}.`,
  'enable-four-octet-as': ({ on, peer }) =>
    `Let ${on} send ${peer} the 4-octet AS capability (65): upgrade it, or stop disabling the capability.`,
  'enable-graceful-restart': ({ on, peer }) =>
    `If restarts of the speaker must not cost routes, enable graceful restart on both ${on} and ${peer}.`,
  'end-the-shutdown': ({ on, peer }) =>
    `Ask the operator of ${on} to enable neighbour ${peer} again, if it is disabled there.`,
  'find-the-drops': ({ on, peer }) =>
    `Find out where packets between ${on} and ${peer} are dropped: the error and drop counters of each interface on the way (\`ip -s link\`, \`ethtool -S\`), policers, full queues, and \`mtr -T -P 179\` from both ends.`,
  'find-the-restart': ({ on }) =>
    `See whether the BGP process of ${on} ended or was ended then: restarts of its pod and their reason (\`kubectl describe pod\`: OOMKilled, a liveness probe that failed), an upgrade, the kernel's log (“Out of memory”, a segmentation fault).`,
  'fix-mtu': ({ on, peer, octets }) =>
    `Find the hop with the smaller MTU, from ${on}: \`ping -M do -s ${octets === undefined ? 1472 : octets + PING_OVERHEAD} ${peer}\`, then with less until it answers. Give every link, tunnel and overlay on the way the same MTU, or ${on} a smaller one.`,
  'fix-the-sender': ({ on }) => `Upgrade ${on}, or report the message to its vendor: the capture holds it.`,
  'free-resources': ({ on, peer }) => `Give ${on} more memory, or let ${peer} send it fewer routes.`,
  'keep-hold-time-legal': ({ on, peer }) =>
    `Set the hold time of ${on} towards ${peer} to 0 or at least 3 s (RFC 4271 §4.2); 9 s and more are usual.`,
  'let-icmp-through': ({ on, peer }) =>
    `Let ICMP type 3 code 4 (“fragmentation needed”), and ICMPv6 type 2 (“packet too big”), reach ${on}: through its own firewall and policy, and through each filter on the way to ${peer}.`,
  'let-it-find-its-peer': ({ on }) =>
    `If ${on} sends no SYN at all, see that it runs, that the neighbour is enabled and has a family, that its own address is on an interface, and that it has a route to the neighbour: FRR wants another one than the default route, or \`ip nht resolve-via-default\`.`,
  'lower-minimum-hold-time': ({ on, peer }) =>
    `Let ${on} accept the hold time that ${peer} proposes (a minimum hold time is configured), or raise it at ${peer}.`,
  'nothing-if-intended': ({ on }) => `If ${on} is meant to do so, nothing has to change.`,
  'open-firewall': ({ on, peer }) =>
    `Let TCP port 179 pass from ${peer} to ${on}: host firewall and what an earlier CNI left in it, network policy for hosts, security group, and everything between.`,
  'open-firewall-back': ({ on, peer }) =>
    `Let the answers of ${on} reach ${peer}: check the route back, reverse-path filters and stateful firewalls that saw only one direction.`,
  'put-a-capable-router-between': ({ on, peer }) =>
    `Where neither can be done, put a router that has MP-BGP (FRR, BIRD) between ${peer} and ${on}.`,
  'raise-max-prefixes': ({ on, peer, limit }) =>
    `Raise the prefix limit for ${peer} on ${on}${limit === undefined ? '' : ` above ${limit}`}, if so many are expected; then clear the session.`,
  'raise-ttl': ({ on, peer }) =>
    `Let ${on} send ${peer} a higher TTL: eBGP over more than one hop needs multihop on both ends, and a neighbour with GTSM (RFC 5082) needs TTL 255.`,
  'read-log': ({ on, peer }) =>
    `Read the log of ${on} about neighbour ${peer} at the time of these frames: it knows why, the wire does not say.`,
  'restart-session': ({ on, peer }) => `If the session stays down, clear it on ${on} for neighbour ${peer}.`,
  'restore-neighbor': ({ on, peer }) =>
    `Find out why neighbour ${peer} was removed from the configuration of ${on}, and add it again.`,
  'see-key-in-effect': ({ on, peer }) =>
    `If ${on} is configured with a key for ${peer}, find out why its SYNs do not carry it: a Secret that is missing or may not be read, a configuration that was not rendered, a kernel without TCP MD5 (its log says so).`,
  'send-no-capabilities': ({ on, peer }) =>
    `Let ${on} send ${peer} no capabilities; IPv4 unicast and 2-octet AS numbers remain. FRR, BIRD and OpenBGPD can, GoBGP and so Cilium and kube-router cannot.`,
  'send-no-such-parameter': ({ on, peer }) =>
    `Let ${on} send ${peer} no optional parameter but capabilities; the authentication parameter (1) is long deprecated.`,
  'set-local-as': ({ on, as }) =>
    `Or set the AS number of ${on} itself to ${as ?? 'the one that its neighbour expects'}.`,
  'set-peer-as': ({ on, peer, as }) =>
    `Set the AS number that ${on} expects of ${peer} to ${as ?? 'the one that it sends'}.`,
  'set-router-id': ({ on }) =>
    `Give ${on} a BGP identifier (router ID) of its own: a unicast IPv4 address that no other speaker of its AS has.`,
  'set-source-address': ({ on, peer }) =>
    `Or let ${on} send from the address that ${peer} has as its neighbour: a node with several addresses may take another one.`,
  'sort-the-capture': ({ on }) =>
    `If ${on} was joined from several files, give these one by one (\`--pcap\` each), or sort it: \`reordercap ${on} sorted.pcap\`. If the clock was set, nothing is to be done.`,
  'speak-version-4': ({ on, peer }) => `Let both ${on} and ${peer} speak BGP version 4.`,
  'start-listening': ({ on, peer }) =>
    `Start the BGP daemon of ${on}, or let it listen on TCP port 179 for ${peer} (\`ss -ltnp\` shows who has the port); if it is not meant to listen, let it open the connection itself.`,
  'upgrade-router': ({ on }) =>
    `Upgrade ${on} to a release with capability advertisement (RFC 5492) and MP-BGP (RFC 4760).`,
};
