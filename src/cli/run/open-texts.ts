import { isPcapng } from '../../decoders/capture/pcapng.ts';
import { pcapVariant } from '../../decoders/capture/pcap.ts';
import { undecidedInput } from './open-any.ts';
import type { Into, SourceInput } from './read-captures.ts';
import { createTextDecoder, isText, LARGEST_TEXT, type Text } from './read-text.ts';

/** Of the capture formats four octets tell; where there are fewer, or others, a few more tell text from what is neither. */
const HEAD_LENGTH = 64;

/** Reads each source as what its first octets say it is: what commands printed, or else a capture. */
export function openingTexts(captures: Into, onText: (name: string, text: Text) => void): Into {
  function choose(name: string, head: Uint8Array): SourceInput {
    const isCapture = head.length >= 4 && (pcapVariant(head, 0) !== null || isPcapng(head, 0));
    return isCapture || head.length === 0 || !isText(head) ? captures.open(name) : textInput(name, onText);
  }
  return { open: (name) => undecidedInput(HEAD_LENGTH, (head) => choose(name, head)) };
}

function textInput(name: string, onText: (name: string, text: Text) => void): SourceInput {
  const decoder = createTextDecoder();
  let fault: { readonly offset: number; readonly reason: string } | null = null;
  return {
    reader: {
      format: 'text',
      end: () => undefined,
      get fault() {
        return fault;
      },
    },
    push(chunk) {
      if (decoder.push(chunk)) return;
      fault = { offset: LARGEST_TEXT, reason: `only its first ${LARGEST_TEXT >> 20} MiB were read` };
    },
    end: (bytes, cut) => onText(name, { text: decoder.end(), bytes, fault: cut ?? fault?.reason ?? null }),
  };
}
