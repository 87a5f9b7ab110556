/** A secret that was found once is looked for everywhere: as it is, in base64, and as JSON and URLs write it. */
import { decodeBase64, encodeBase64 } from './base64.ts';
import { isNothing } from './value.ts';
import type { Mark, SecretKind } from './kind.ts';

export interface KnownSecrets {
  /** A value that is not `sure` is one only if it does not look like a word. */
  add(kind: SecretKind, value: string, isSure: boolean): void;
  /** `text` without any of them. */
  redact(text: string, mark: Mark): string;
}

interface Form {
  readonly text: string;
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
  /** By their first characters; the longest first. */
  const forms = new Map<string, Form[]>();
  const known = new Set<string>();
  const starts = new Uint8Array(65_536);

  function remember(form: Form): void {
    if (known.has(form.text) || form.text.length < SHORTEST || known.size >= MOST) return;
    known.add(form.text);
    const start = form.text.slice(0, SHORTEST);
    const others = forms.get(start) ?? [];
    // Hostile: thousands of secrets that begin alike.
    if (others.length >= 64) return;
    forms.set(
      start,
      [...others, form].toSorted((a, b) => b.text.length - a.text.length),
    );
    starts[hashAt(form.text, 0)] = 1;
  }

  function find(text: string, at: number): Form | undefined {
    if (starts[hashAt(text, at)] === 0) return undefined;
    return forms.get(text.slice(at, at + SHORTEST))?.find((form) => stands(form, text, at));
  }

  return {
    add(kind, value, isSure) {
      if (!isTelling(value, isSure)) return;
      const isWord = value.length < 10 || /^[a-z]+$/i.test(value);
      const plain = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.replace(/\p{Cs}/gu, ''))];
      for (const text of plain) remember({ text, kind, isEncoded: false, isWord });
      for (const text of encodings(value)) remember({ text, kind, isEncoded: true, isWord: false });
      const decoded = decodeBase64(value);
      if (decoded !== null && isTelling(decoded, isSure)) {
        remember({ text: decoded, kind, isEncoded: false, isWord: decoded.length < 10 });
      }
    },
    redact(text, mark) {
      if (forms.size === 0) return text;
      let result = '';
      let done = 0;
      let line = 0;
      let counted = 0;
      for (let at = 0; at + SHORTEST <= text.length; at += 1) {
        const form = find(text, at);
        if (form === undefined) continue;
        const { start, end } = form.isEncoded
          ? wholeRun(text, at, at + form.text.length, done)
          : { start: at, end: at + form.text.length };
        line += countLines(text, counted, start);
        counted = start;
        result += text.slice(done, start) + mark(form.kind, '', line);
        done = end;
        at = end - 1;
      }
      return result + text.slice(done);
    },
  };
}

const hashAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 31 ** 3 +
    text.charCodeAt(at + 1) * 31 ** 2 +
    text.charCodeAt(at + 2) * 31 +
    text.charCodeAt(at + 3)) &
  0xffff;

function isTelling(value: string, isSure: boolean): boolean {
  if (value.length < SHORTEST || value.length > LONGEST || isNothing(value) || value.includes('\n')) return false;
  if (ORDINARY.has(value.toLowerCase()) || /^[\d.:/]{0,11}$/.test(value)) return false;
  return isSure || /[^A-Za-z]/.test(value);
}

function stands(form: Form, text: string, at: number): boolean {
  if (!text.startsWith(form.text, at)) return false;
  return !form.isWord || !(isAlphanumeric(text, at - 1) || isAlphanumeric(text, at + form.text.length));
}

const isAlphanumeric = (text: string, at: number): boolean => /[A-Za-z0-9]/.test(text.charAt(at));

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

function wholeRun(text: string, from: number, to: number, done: number): { start: number; end: number } {
  let [start, end] = [from, to];
  while (start > done && IS_BASE64.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && IS_BASE64.test(text.charAt(end))) end += 1;
  return { start, end };
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
