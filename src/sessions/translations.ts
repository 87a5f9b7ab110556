import type { Dissected } from '../decoders/dissected.ts';
import type { Connection } from './connection.ts';
import type { Flow } from './flows.ts';
import { type End, otherEnd } from './ladder.ts';

/**
 * The same flow before and after address translation: a SYN with the sequence number, MSS, window and time stamp of one
 * that was seen an instant ago, but other addresses. It is one session, shown with the addresses seen first.
 */
const SAME_INSTANT_SECONDS = 1;
const MAX_REMEMBERED = 256;

interface Original {
  readonly connection: Connection;
  readonly from: End;
  readonly sequence: number;
  readonly window: number;
  readonly timestamp: number;
  readonly mss: number;
  readonly seconds: number;
}

export interface Translations {
  note(connection: Connection, flow: Flow, syn: Dissected, seconds: number): void;
  find(
    flow: Flow,
    packet: Dissected,
    seconds: number,
  ): { readonly connection: Connection; readonly from: End } | undefined;
}

export function createTranslations(): Translations {
  const originals: Original[] = [];
  const translated = new Map<string, { readonly connection: Connection; readonly swapped: boolean }>();

  function originalOf(packet: Dissected, seconds: number): Original | undefined {
    return originals.find(
      (syn) =>
        syn.sequence === packet.sequence &&
        syn.timestamp === packet.timestamp &&
        syn.window === packet.window &&
        syn.mss === packet.mss &&
        Math.abs(seconds - syn.seconds) < SAME_INSTANT_SECONDS,
    );
  }

  return {
    note(connection, flow, { sequence, window, timestamp, mss, acknowledgement }, seconds) {
      // Captures made by programs give all connections one sequence number, and no time stamps.
      if (acknowledgement !== 0 || timestamp === -1) return;
      originals.push({ connection, from: flow.from, sequence, window, timestamp, mss, seconds });
      if (originals.length > MAX_REMEMBERED) originals.shift();
    },
    find(flow, packet, seconds) {
      const known = translated.get(flow.key);
      const fits =
        known !== undefined && !isAnotherSyn(packet, known.connection, known.swapped ? otherEnd(flow.from) : flow.from);
      if (fits) return { connection: known.connection, from: known.swapped ? otherEnd(flow.from) : flow.from };
      const isFirstSyn = (packet.flags & 0x12) === 0x02;
      const original = isFirstSyn ? originalOf(packet, seconds) : undefined;
      if (original === undefined) return undefined;
      translated.set(flow.key, { connection: original.connection, swapped: original.from !== flow.from });
      if (translated.size > MAX_REMEMBERED) translated.delete(translated.keys().next().value ?? '');
      return { connection: original.connection, from: original.from };
    },
  };
}

const isAnotherSyn = ({ flags, sequence }: Dissected, { halves }: Connection, from: End): boolean =>
  (flags & 0x12) === 0x02 && halves[from].syn?.sequence !== sequence;
