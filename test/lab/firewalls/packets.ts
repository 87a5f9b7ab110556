/** Packets that are sent past all sockets, each with an IP identification of its own, or a flow label. */
import { toIpv6 } from './ipv6.ts';
import { pick } from './pools.ts';
import * as fc from 'fast-check';

export interface Sent {
  /** By eth0 for the node, by eth0 and on by eth1, or of the node's own. */
  readonly way: 'input' | 'forward' | 'output';
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

export const sent: fc.Arbitrary<Sent> = fc
  .record({
    way: pick<Sent['way']>('input', 'forward', 'output'),
    protocol: pick<Sent['protocol']>('tcp', 'tcp', 'udp', 'icmp'),
    from: pick('10.0.0.5', '10.0.0.77', '10.0.3.9', '172.16.4.1', '192.168.10.1'),
    to: pick('10.1.0.7', '10.1.0.8', '10.1.9.9'),
    own: pick('192.168.10.11', '192.168.20.11'),
    port: pick(53, 80, 179, 443, 8080),
  })
  .map(({ way, protocol, from, to, own, port }) => ({
    way,
    protocol,
    port,
    source: way === 'output' ? own : from,
    destination: way === 'input' ? own : to,
  }));

const TCP_SYN = 0x02;

/** `number` is its identification, and makes its source port, so that no two are of one connection. */
export const toOctets = (packet: Sent, number: number, family: 'ipv4' | 'ipv6'): Uint8Array =>
  family === 'ipv4' ? toIpv4Octets(packet, number) : toIpv6Octets(packet, number);

/** RFC 8200 §3; of ICMP an echo request. */
function toIpv6Octets({ protocol, source, destination, port }: Sent, number: number): Uint8Array {
  const payload =
    protocol === 'tcp' ? tcp(number, port) : protocol === 'udp' ? udp(number, port) : [128, ...icmp(number).slice(1)];
  const kind = { icmp: 58, tcp: 6, udp: 17 }[protocol];
  const addresses = [...groups(toIpv6(source)), ...groups(toIpv6(destination))];
  const packet = Uint8Array.of(0x60, 0, ...two(number), ...two(payload.length), kind, 64, ...addresses, ...payload);
  const covered = Uint8Array.of(...addresses, ...two(0), ...two(payload.length), 0, 0, 0, kind, ...payload);
  packet.set(two(checksum(covered)), 40 + { icmp: 2, tcp: 16, udp: 6 }[protocol]);
  return packet;
}

/** Of `fd00:a:1:0::7`: four groups, and the last one. */
function groups(address: string): readonly number[] {
  const [front = '', last = ''] = address.split('::');
  return [...front.split(':').flatMap(group), 0, 0, 0, 0, 0, 0, ...group(last)];
}

function toIpv4Octets({ protocol, source, destination, port }: Sent, number: number): Uint8Array {
  const payload = protocol === 'tcp' ? tcp(number, port) : protocol === 'udp' ? udp(number, port) : icmp(number);
  const kind = { icmp: 1, tcp: 6, udp: 17 }[protocol];
  const packet = Uint8Array.of(
    0x45,
    0,
    ...two(20 + payload.length),
    ...two(number),
    0x40,
    0,
    64,
    kind,
    0,
    0,
    ...octets(source),
    ...octets(destination),
    ...payload,
  );
  packet.set(two(checksum(packet.subarray(0, 20))), 10);
  const pseudo = Uint8Array.of(...octets(source), ...octets(destination), 0, kind, ...two(payload.length));
  const at = { icmp: 22, tcp: 36, udp: 26 }[protocol];
  const covered = protocol === 'icmp' ? packet.subarray(20) : Uint8Array.of(...pseudo, ...packet.subarray(20));
  packet.set(two(checksum(covered)), at);
  return packet;
}

export const sourcePortOf = (number: number): number => 20_000 + number;
const tcp = (number: number, port: number): readonly number[] => [
  ...two(sourcePortOf(number)),
  ...two(port),
  0,
  0,
  0,
  1,
  0,
  0,
  0,
  0,
  0x50,
  TCP_SYN,
  0xff,
  0xff,
  0,
  0,
  0,
  0,
];
const udp = (number: number, port: number): readonly number[] => [
  ...two(sourcePortOf(number)),
  ...two(port),
  ...two(8),
  0,
  0,
];
const icmp = (number: number): readonly number[] => [8, 0, 0, 0, ...two(number), 0, 1];

const group = (text: string): readonly number[] => two(Number.parseInt(text, 16));
const two = (value: number): readonly number[] => [value >> 8, value & 0xff];
const octets = (address: string): readonly number[] => address.split('.').map(Number);

/** RFC 1071. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** Sends lines of hex: Ethernet frames by a link, or IP packets of its own. */
export const SENDER = `import socket, sys
frames = socket.socket(socket.AF_PACKET, socket.SOCK_RAW) if sys.argv[1] != 'own' else None
if frames: frames.bind((sys.argv[1], 0))
own = {4: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW), 6: socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)}
def send(data):
    if data[0] >> 4 == 4: own[4].sendto(data, (socket.inet_ntop(socket.AF_INET, data[16:20]), 0))
    else: own[6].sendto(data, (socket.inet_ntop(socket.AF_INET6, data[24:40]), 0))
for line in sys.stdin:
    data = bytes.fromhex(line.strip())
    try:
        frames.send(data) if frames else send(data)
    except PermissionError:
        pass  # a rule dropped it
    except OSError as error:
        print(error, file=sys.stderr)
`;
