/** What a capture reader hands out, and what it says about the capture. */

/** One captured packet. The reader fills the same object anew for each: copy what is to be kept. */
export interface CapturedPacket {
  /** The captured octets are `bytes[start]` up to `bytes[end - 1]`. The buffer is reused as soon as the callback returns. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Octets on the wire; more than were captured if the snap length cut the packet. */
  originalLength: number;
  /** Counts from 1 in its file. */
  frame: number;
  /** Whole seconds since the epoch. */
  seconds: number;
  nanoseconds: number;
  /** What to add for differences of times, where the capture's clock went back (evidence/steady-clock.ts); 0 as it is read. */
  ahead: number;
  /** Decimals of the time: 6, 9, or what if_tsresol says. */
  digits: number;
  /** As in the LINKTYPE_ registry. */
  linkType: number;
  /** Of pcapng; 0 in a pcap. */
  interfaceId: number;
  /** From pcapng's epb_flags. */
  direction: Direction;
}

export const Direction = { Unknown: 0, Inbound: 1, Outbound: 2 } as const;
export type Direction = (typeof Direction)[keyof typeof Direction];

/** Whether a packet is to be handed out, asked before more of it is read than where its octets are. */
export type PacketFilter = (bytes: Uint8Array, start: number, end: number, linkType: number) => boolean;

/** Where reading stopped, and why: the packets before it were handed out. */
export interface CaptureFault {
  /** In the (uncompressed) capture, from its first octet. */
  readonly offset: number;
  readonly reason: string;
}

export interface CaptureReader {
  /** Takes the next octets of the file or stream, however they are cut. `chunk` may be reused afterwards. */
  push(chunk: Uint8Array): void;
  /** There are no more. */
  end(): void;
  /** Null until the first octets tell it. */
  readonly format: 'pcap' | 'pcapng' | null;
  readonly linkTypes: ReadonlySet<number>;
  readonly packets: number;
  /** Time of the last packet, handed out or not, in seconds since the epoch; 0 before the first. */
  readonly seconds: number;
  /** In a file of several captures the one that the last packet is of; else null. */
  readonly capture: string | null;
  /** Set once reading stopped before the end: nothing pushed later is read. */
  readonly fault: CaptureFault | null;
}
