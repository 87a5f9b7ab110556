import { HEADER_LENGTH as BMP_HEAD_LENGTH, isBmp } from '../../decoders/bmp/header.ts';
import { createBmpReader } from '../../decoders/bmp/reader.ts';
import { isMrt, MRT_HEAD_LENGTH } from '../../decoders/mrt/header.ts';
import { createMrtReader } from '../../decoders/mrt/reader.ts';
import type { Exported } from '../../decoders/records/exported.ts';
import type { Into, SourceInput } from './read-captures.ts';

const HEAD_LENGTH = Math.max(MRT_HEAD_LENGTH, BMP_HEAD_LENGTH);

/** Reads each source as what its first octets say it is: BMP or MRT, or else as a capture. */
export function openingAny(captures: Into, onExported: (exported: Exported, source: string) => void): Into {
  function choose(name: string, head: Uint8Array): SourceInput {
    const hand = (exported: Exported): void => onExported(exported, name);
    if (isBmp(head)) return recordInput('bmp', createBmpReader(hand));
    if (isMrt(head)) return recordInput('mrt', createMrtReader(hand));
    return captures.open(name);
  }
  return { open: (name) => undecidedInput(HEAD_LENGTH, (head) => choose(name, head)) };
}

function recordInput(format: string, reader: ReturnType<typeof createBmpReader>): SourceInput {
  return {
    reader: {
      format,
      end: reader.end,
      get fault() {
        return reader.fault;
      },
    },
    push: reader.push,
    end: reader.end,
  };
}

/** Holds back the first octets until so many of them, or all that there are, can tell. */
export function undecidedInput(enough: number, choose: (head: Uint8Array) => SourceInput): SourceInput {
  let head = new Uint8Array(0);
  let chosen: SourceInput | null = null;

  function decide(): SourceInput {
    if (chosen === null) {
      chosen = choose(head);
      chosen.push(head);
    }
    return chosen;
  }

  return {
    reader: {
      get format() {
        return chosen?.reader.format ?? null;
      },
      get fault() {
        return chosen?.reader.fault ?? null;
      },
      end: () => decide().reader.end(),
    },
    push(chunk) {
      if (chosen !== null) return chosen.push(chunk);
      const longer = new Uint8Array(head.length + chunk.length);
      longer.set(head);
      longer.set(chunk, head.length);
      head = longer;
      if (head.length >= enough) decide();
    },
    end: (bytes, fault) => decide().end(bytes, fault),
  };
}
