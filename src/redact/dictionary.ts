/** Finds many words in a text in one pass, whatever their number. */

export interface Dictionary<T> {
  readonly size: number;
  /** The first entry of a word stays. */
  add(word: string, entry: T): void;
  /** Replaces each word where it is accepted, the longest first; `from` is where the word before it ended. */
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

/** Hostile: thousands of words that begin alike. */
const MOST_ALIKE = 4_096;

/** @param keyLength all words have as many characters or more: the more, the faster */
export function createDictionary<T>(keyLength: number): Dictionary<T> {
  const words = new Map<string, Map<string, T>>();
  /** Of each key, longest words first. */
  const sorted = new Map<string, readonly (readonly [string, T])[]>();
  const starts = new Uint8Array(65_536);
  let size = 0;

  const candidates = (key: string): readonly (readonly [string, T])[] => {
    const known = sorted.get(key);
    if (known !== undefined) return known;
    const all = [...(words.get(key) ?? [])].toSorted(([a], [b]) => b.length - a.length);
    sorted.set(key, all);
    return all;
  };

  return {
    get size() {
      return size;
    },
    add(word, entry) {
      const key = word.slice(0, keyLength);
      const alike = words.get(key) ?? new Map<string, T>();
      if (key.length < keyLength || alike.has(word) || alike.size >= MOST_ALIKE) return;
      words.set(key, alike.set(word, entry));
      sorted.delete(key);
      starts[hashAt(word, 0)] = 1;
      size += 1;
    },
    replace(text, by) {
      if (size === 0) return text;
      let result = '';
      let done = 0;
      for (let at = 0; at + keyLength <= text.length; at += 1) {
        if (starts[hashAt(text, at)] === 0) continue;
        for (const [word, entry] of candidates(text.slice(at, at + keyLength))) {
          const end = at + word.length;
          const replacement = text.startsWith(word, at) ? by(entry, { text, start: at, end, from: done }) : null;
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
