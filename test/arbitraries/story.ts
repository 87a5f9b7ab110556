/**
 * A capture of BGP, told packet by packet:
 *
 *   const { dial, wait, packets } = createStory();
 *   const { client, server } = dial();
 *   client.syn(); server.synAck(); client.ack();
 *   client.says(OPEN); server.says(notification(2, 2)); server.fin();
 *   wait(5);
 */
import { TcpFlag } from '../../src/decoders/dissected.ts';
import { icmp, ipv4, ipv6 } from '../decoders/ip/encode.ts';
import { tcp } from '../decoders/tcp/encode.ts';
import { be16, be32, type Octets } from '../net/encode.ts';
import { type Packet, PacketType } from './packet.ts';

export const NODE = '10.0.0.1';
export const ROUTER = '10.0.0.2';
const TCP = 6;
const ICMP = 1;
const ICMPV6 = 58;
const WORD = 0x1_0000_0000;

export interface Story {
  /** What was captured so far, to be written as it is, or shuffled, cut and doubled before. */
  readonly packets: Packet[];
  /** Nothing is captured for so many seconds. */
  wait(seconds: number): void;
  /** Nothing is sent yet: the dialogue begins with `client.syn()`, or amidst. */
  dial(change?: Partial<Dial>): Dialogue;
  /** An ICMP or ICMPv6 error that quotes the last packet. */
  icmp(sender: string, type: number, code: number): void;
  /** The last packet once more, as another interface saw it. */
  copy(change: Partial<Packet>): void;
}

export interface Dial {
  readonly client: string;
  readonly server: string;
  readonly clientPort: number;
  readonly serverPort: number;
  /** Of the SYNs: client's and server's. */
  readonly sequences: readonly [number, number];
  /** Of the option on a SYN; null without it. */
  readonly timestamp: number | null;
  readonly auth: 'md5' | 'ao' | null;
  readonly ttl: number;
  /** Of both SYNs. */
  readonly mss: number;
}

export interface Dialogue {
  readonly client: Speaker;
  readonly server: Speaker;
  readonly ports: readonly [number, number];
  /** SYN, SYN-ACK, ACK. */
  handshake(): void;
}

/** One end. Each packet acknowledges whatever the other end has sent, seen or not. */
export interface Speaker {
  syn(): void;
  synAck(): void;
  ack(): void;
  /** The messages in one segment. */
  says(...messages: readonly Uint8Array[]): void;
  /** On the wire, but not in the capture. */
  unseen(...messages: readonly Uint8Array[]): void;
  /** Its last packet, or the one so many before it, once more as TCP sends it again: with a new IP id. */
  again(before?: number): void;
  /** What was last unseen, sent again and captured this time. */
  fills(...messages: readonly Uint8Array[]): void;
  /** From here on it takes so many octets. */
  window(octets: number): void;
  /** From here on it acknowledges no more than now. */
  misses(): void;
  catchesUp(): void;
  /** An ACK with blocks of SACK, each counted from the first octet of the other end. */
  sacks(...blocks: readonly (readonly [number, number])[]): void;
  /** Octets of data so far. */
  sent(): number;
  fin(): void;
  rst(): void;
}

export interface StoryOptions {
  /** The host that captures: what it sends is marked so in SLL2. */
  readonly at?: string;
  /** Seconds since the epoch. */
  readonly begins?: number;
}

export function createStory({ at = NODE, begins = 1_700_000_000 }: StoryOptions = {}): Story {
  const packets: Packet[] = [];
  let microseconds = begins * 1e6;
  let ids = 100;
  let ports = 40_000;

  const markOf = (source: string, destination: string): number => {
    if (source === at) return PacketType.FromUs;
    return destination === at ? PacketType.ToUs : PacketType.ToOther;
  };

  function send(source: string, destination: string, protocol: number, payload: Octets, ttl: number): Packet {
    microseconds += 1000;
    ids += 1;
    const packetType = markOf(source, destination);
    const packet = {
      microseconds,
      source,
      destination,
      ttl,
      id: ids,
      protocol,
      payload,
      packetType,
      interfaceIndex: 2,
    };
    packets.push(packet);
    return packet;
  }

  function last(): Packet {
    const packet = packets.at(-1);
    if (packet === undefined) throw new Error('the story has not begun');
    return packet;
  }

  function dial(change: Partial<Dial> = {}): Dialogue {
    ports += 1;
    const { client = NODE, server = ROUTER, clientPort = ports, serverPort = 179 } = change;
    const { sequences = [ports * 1000, ports * 2000], auth = null, ttl = 64, timestamp = null, mss = 1460 } = change;
    const ends = [
      { address: client, port: clientPort, first: sequences[0], next: sequences[0], acks: null, window: 1024 },
      { address: server, port: serverPort, first: sequences[1], next: sequences[1], acks: null, window: 1024 },
    ] satisfies [End, End];
    const speakers = [speaker(...ends), speaker(ends[1], ends[0])] as const;

    function speaker(me: End, peer: End): Speaker {
      const sent: Packet[] = [];
      let unseenAt = me.next;

      function segment(flags: number, data: Octets = [], options: Octets = [], from = me.next): void {
        const isSyn = (flags & TcpFlag.SYN) !== 0;
        const octets = tcp(data, {
          sourcePort: me.port,
          destinationPort: peer.port,
          sequence: from % WORD,
          acknowledgement: flags & TcpFlag.ACK ? (me.acks ?? peer.next) % WORD : 0,
          flags,
          window: me.window,
          options: [
            ...(isSyn ? [2, 4, ...be16(mss)] : []),
            ...(isSyn && timestamp !== null ? [8, 10, ...be32(timestamp), ...be32(0)] : []),
            ...signature(auth),
            ...options,
          ],
        });
        sent.push(send(me.address, peer.address, TCP, octets, ttl));
        if (from === me.next) me.next += data.length + (flags & (TcpFlag.SYN | TcpFlag.FIN) ? 1 : 0);
      }

      return {
        syn: () => segment(TcpFlag.SYN),
        synAck: () => segment(TcpFlag.SYN | TcpFlag.ACK),
        ack: () => segment(TcpFlag.ACK),
        says: (...messages) => segment(TcpFlag.PSH | TcpFlag.ACK, concat(messages)),
        unseen(...messages) {
          unseenAt = me.next;
          me.next += concat(messages).length;
        },
        again(before = 0) {
          const packet = sent.at(-1 - before);
          if (packet !== undefined) send(packet.source, packet.destination, TCP, packet.payload, ttl);
        },
        fills: (...messages) => segment(TcpFlag.ACK, concat(messages), [], unseenAt),
        window(octets) {
          me.window = octets;
        },
        misses() {
          me.acks = peer.next;
        },
        catchesUp() {
          me.acks = null;
        },
        sacks(...blocks) {
          const edges = blocks.flatMap((block) => block.flatMap((edge) => be32((peer.first + 1 + edge) % WORD)));
          segment(TcpFlag.ACK, [], [1, 1, 5, 2 + edges.length, ...edges]);
        },
        sent: () => me.next - me.first - 1,
        fin: () => segment(TcpFlag.FIN | TcpFlag.ACK),
        rst: () => segment(TcpFlag.RST | TcpFlag.ACK),
      };
    }

    const [first, second] = speakers;
    return {
      client: first,
      server: second,
      ports: [clientPort, serverPort],
      handshake() {
        first.syn();
        second.synAck();
        first.ack();
      },
    };
  }

  return {
    packets,
    dial,
    wait(seconds) {
      microseconds += Math.round(seconds * 1e6);
    },
    icmp(sender, type, code) {
      const { source, destination, protocol, payload } = last();
      const isV6 = sender.includes(':');
      const quote = isV6
        ? ipv6(protocol, payload, { source, destination })
        : ipv4(protocol, payload, { source, destination });
      send(sender, source, isV6 ? ICMPV6 : ICMP, icmp(type, code, quote), 64);
    },
    copy(change) {
      microseconds += 20;
      packets.push({ ...last(), microseconds, ...change });
    },
  };
}

interface End {
  readonly address: string;
  readonly port: number;
  /** Sequence number of the SYN, and of the next octet. */
  readonly first: number;
  next: number;
  /** Null: whatever the other end has sent. */
  acks: number | null;
  window: number;
}

function signature(auth: Dial['auth']): Octets {
  if (auth === 'md5') return [19, 18, ...be32(1), ...be32(2), ...be32(3), ...be32(4)];
  return auth === 'ao' ? [29, 16, 1, 1, ...be32(1), ...be32(2), ...be32(3)] : [];
}

const concat = (messages: readonly Uint8Array[]): Octets => messages.flatMap((message) => [...message]);
