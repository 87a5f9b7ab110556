/** Finds many words in a text in one pass, whatever their number. */

export interface Dictionary<T> {
  readonly size: number;
  /** The first entry of a word stays. */
  add(word: string, entry: T): void;
  /** Replaces each word where it is accepted, the longest first. */
  replace(text: string, by: (entry: T, match: Match) => Replacement | null): string;
}

export interface Match {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Where the one before it ended. */
  readonly from: number;
}

/** It may take more of the text than the word. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** @param keyLength all words have as many characters or more: the more, the faster */
export function createDictionary<T>(keyLength: number): Dictionary<T> {
  const entries = new Map<string, T>();
  /** Of the words that begin with a key, the longest first. */
  const lengths = new Map<string, number[]>();
  let starts: Uint8Array | null = null;

  return {
    get size() {
      return entries.size;
    },
    add(word, entry) {
      const key = word.slice(0, keyLength);
      if (key.length < keyLength || entries.has(word)) return;
      entries.set(word, entry);
      const known = lengths.get(key) ?? [];
      if (!known.includes(word.length))
        lengths.set(
          key,
          [...known, word.length].toSorted((a, b) => b - a),
        );
      starts ??= new Uint8Array(65_536);
      starts[hashAt(word, 0)] = 1;
    },
    replace(text, by) {
      if (starts === null) return text;
      let result = '';
      let done = 0;
      for (let at = 0; at + keyLength <= text.length; at += 1) {
        if (starts[hashAt(text, at)] === 0) continue;
        for (const length of lengths.get(text.slice(at, at + keyLength)) ?? []) {
          const entry = entries.get(text.slice(at, at + length));
          const replacement = entry === undefined ? null : by(entry, { text, start: at, end: at + length, from: done });
          if (replacement === null) continue;
          result += text.slice(done, replacement.start) + replacement.by;
          done = replacement.end;
          at = done - 1;
          break;
        }
      }
      return result + text.slice(done);
    },
  };
}

/** Of two characters, which any key has. */
const hashAt = (text: string, at: number): number => (text.charCodeAt(at) * 257 + text.charCodeAt(at + 1)) & 0xffff;
