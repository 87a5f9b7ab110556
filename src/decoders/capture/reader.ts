import { describeHead, HEAD_LENGTH } from './foreign.ts';
import type { CapturedPacket, CaptureFault, CaptureReader, PacketFilter } from './packet.ts';
import { PcapDecoder, pcapVariant } from './pcap.ts';
import { isPcapng, PcapngDecoder } from './pcapng.ts';
import type { RecordDecoder } from './record-decoder.ts';

const MAGIC_LENGTH = 4;

/**
 * Reads a pcap or a pcapng, whichever its first octets say, and hands out packet after packet during `push`: all of
 * them, or those that `wants` is true of.
 *
 * Nothing is copied but the record that straddles two chunks, so memory is bounded by the longest record that the
 * formats allow. What is wrong with a capture becomes `fault`; only what `onPacket` and `wants` throw is thrown.
 */
export function createCaptureReader(
  onPacket: (packet: CapturedPacket) => void,
  wants: PacketFilter = () => true,
): CaptureReader {
  let decoder: RecordDecoder | null = null;
  let format: 'pcap' | 'pcapng' | null = null;
  let fault: CaptureFault | null = null;
  let wanted = MAGIC_LENGTH;
  /** The record begun in an earlier chunk, and how much of it is there. */
  let carry = new Uint8Array(2048);
  let carried = 0;
  /** Of the next octet to be read, in the capture. */
  let offset = 0;

  function push(chunk: Uint8Array): void {
    if (fault !== null) return;
    let at = 0;
    while (carried > 0 && at < chunk.length) {
      at += complete(chunk, at);
      if (fault !== null) return;
    }
    if (at === chunk.length) return;
    at = read(chunk, at, chunk.length);
    if (fault === null) keep(chunk, at, chunk.length);
  }

  /** Adds to the record begun as much as it wants, reads it once that is there, and returns how much it took. */
  function complete(chunk: Uint8Array, at: number): number {
    const taken = Math.min(wanted - carried, chunk.length - at);
    keep(chunk, at, at + taken);
    if (carried < wanted) return taken;
    const used = read(carry, 0, carried);
    carry.copyWithin(0, used, carried);
    carried -= used;
    return taken;
  }

  function keep(chunk: Uint8Array, start: number, end: number): void {
    const length = carried + end - start;
    if (length > carry.length) {
      const longer = new Uint8Array(Math.max(wanted, length));
      longer.set(carry.subarray(0, carried));
      carry = longer;
    }
    carry.set(chunk.subarray(start, end), carried);
    carried = length;
  }

  function read(bytes: Uint8Array, start: number, end: number): number {
    decoder ??= recognise(bytes, start, end);
    if (decoder === null) return start;
    const at = decoder.read(bytes, start, end);
    offset += at - start;
    wanted = decoder.wanted;
    if (decoder.fault !== null) fault = { offset: offset - decoder.behind, reason: decoder.fault };
    return at;
  }

  function recognise(bytes: Uint8Array, start: number, end: number): RecordDecoder | null {
    if (end - start < MAGIC_LENGTH) return null;
    const variant = pcapVariant(bytes, start);
    if (variant !== null) {
      format = 'pcap';
      return new PcapDecoder(variant, onPacket, wants);
    }
    if (isPcapng(bytes, start)) {
      format = 'pcapng';
      return new PcapngDecoder(onPacket, wants);
    }
    wanted = HEAD_LENGTH; // to say what it is instead
    if (end - start >= HEAD_LENGTH)
      fault = { offset: 0, reason: describeHead(bytes.subarray(start, start + HEAD_LENGTH)) };
    return null;
  }

  function finish(): void {
    if (fault !== null) return;
    if (decoder === null) {
      fault = { offset: 0, reason: describeHead(carry.subarray(0, carried)) };
      return;
    }
    const { behind, part } = decoder;
    const present = behind + carried;
    if (present > 0) {
      const whole = behind + wanted;
      fault = { offset: offset - behind, reason: `ends in the middle of ${part}: ${present} of ${whole} octets` };
    }
  }

  return {
    push,
    end: finish,
    get format() {
      return format;
    },
    get linkTypes() {
      return decoder?.linkTypes ?? NONE;
    },
    get packets() {
      return decoder?.packets ?? 0;
    },
    get seconds() {
      return decoder?.seconds ?? 0;
    },
    get capture() {
      return decoder?.capture ?? null;
    },
    get fault() {
      return fault;
    },
  };
}

const NONE: ReadonlySet<number> = new Set();
