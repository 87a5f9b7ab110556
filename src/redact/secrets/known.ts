/** A secret that was found once is looked for everywhere: as it is, in base64, and as JSON and URLs write it. */
import { type Match, createDictionary } from '../dictionary.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { isNothing } from './value.ts';
import type { Mark, SecretKind } from './kind.ts';

export interface KnownSecrets {
  /** Grows with what is known. */
  readonly size: number;
  /** A value that is not `sure` is one only if it does not look like a word. */
  add(kind: SecretKind, value: string, isSure: boolean): void;
  /** `text` without any of them. */
  redact(text: string, mark: Mark): string;
}

interface Form {
  readonly kind: SecretKind;
  /** Part of a run of base64, which goes whole. */
  readonly isEncoded: boolean;
  /** It could be part of a longer word that is none. */
  readonly isWord: boolean;
}

/** More of them are no configuration. */
const MOST = 20_000;
const SHORTEST = 6;
const LONGEST = 4_096;
/** Passwords that are words of every output: they go where they were found, and stay elsewhere. */
const ORDINARY: ReadonlySet<string> = new Set(
  (
    'active address administrator calico cilium cluster configured connect connection container default disabled enabled ' +
    'established external internal interface kubernetes kube-router kube-system localhost master metallb namespace ' +
    'neighbor network opensent password private protocol public remote router routing secret service session speaker ' +
    'string system tigera token unknown worker zebra'
  ).split(' '),
);

export function createKnownSecrets(): KnownSecrets {
  const forms = createDictionary<Form>(SHORTEST);
  const remember = (text: string, form: Form): void => {
    if (forms.size < MOST) forms.add(text, form);
  };

  return {
    get size() {
      return forms.size;
    },
    add(kind, value, isSure) {
      if (!isTelling(value, isSure)) return;
      const isWord = value.length < 10 || /^[a-z]+$/i.test(value);
      const plain = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.replace(/\p{Cs}/gu, ''))];
      for (const text of plain) remember(text, { kind, isEncoded: false, isWord });
      for (const text of encodings(value)) remember(text, { kind, isEncoded: true, isWord: false });
      const decoded = decodeBase64(value);
      if (decoded !== null && isTelling(decoded, isSure)) {
        remember(decoded, { kind, isEncoded: false, isWord: decoded.length < 10 });
      }
    },
    redact(text, mark) {
      let line = 0;
      let counted = 0;
      return forms.replace(text, (form, match) => {
        if (form.isWord && !isWhole(match)) return null;
        const { start, end } = form.isEncoded ? wholeRun(match) : match;
        line += countLines(text, counted, start);
        counted = start;
        return { start, end, by: mark(form.kind, '', line) };
      });
    },
  };
}

function isTelling(value: string, isSure: boolean): boolean {
  if (value.length < SHORTEST || value.length > LONGEST || isNothing(value) || value.includes('\n')) return false;
  if (ORDINARY.has(value.toLowerCase()) || /^[\d.:/]{0,11}$/.test(value)) return false;
  return isSure || /[^A-Za-z]/.test(value);
}

/** Not a part of a longer word. */
const isWhole = ({ text, start, end }: Match): boolean =>
  !IS_ALPHANUMERIC.test(text.charAt(start - 1)) && !IS_ALPHANUMERIC.test(text.charAt(end));

const IS_ALPHANUMERIC = /[A-Za-z0-9]/;

/** What is the same in the base64 of every text that holds the value, at each of three offsets. */
function encodings(value: string): string[] {
  const octets = new TextEncoder().encode(value);
  const pieces = [0, 1, 2].map((offset) => {
    const padded = new Uint8Array(offset + octets.length);
    padded.set(octets, offset);
    return encodeBase64(padded).slice(Math.ceil((offset * 8) / 6), Math.floor((padded.length * 8) / 6));
  });
  return pieces.flatMap((piece) => [piece, piece.replaceAll('+', '-').replaceAll('/', '_')]);
}

const IS_BASE64 = /[A-Za-z0-9+/=_-]/;

function wholeRun(match: Match): { start: number; end: number } {
  const { text, from } = match;
  let { start, end } = match;
  while (start > from && IS_BASE64.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && IS_BASE64.test(text.charAt(end))) end += 1;
  return { start, end };
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
