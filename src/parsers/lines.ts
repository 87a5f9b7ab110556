/** The lines of a document, counted from 0. It is not cut into them: of most lines of a long one nobody asks. */
export interface Lines {
  at(index: number): string | undefined;
  /** The first line from `from` on that holds `text`, which stands in one line; null if none does. */
  find(text: string, from: number): number | null;
}

/** Is quick where lines are asked for in their order. */
export function linesOf(document: string): Lines {
  let line = 0;
  let start = 0;

  const endOfLine = (): number => {
    const end = document.indexOf('\n', start);
    return end === -1 ? document.length : end;
  };

  /** As far as `isReached`, or the last line. */
  function advance(isReached: (end: number) => boolean): void {
    for (let end = endOfLine(); !isReached(end) && end < document.length; end = endOfLine()) {
      start = end + 1;
      line += 1;
    }
  }

  function goTo(index: number): boolean {
    if (index < line) line = start = 0;
    advance(() => line === index);
    return line === index;
  }

  return {
    at: (index) => (goTo(index) ? document.slice(start, endOfLine()) : undefined),
    find(text, from) {
      const found = goTo(from) ? document.indexOf(text, start) : -1;
      if (found === -1) return null;
      advance((end) => found < end);
      return line;
    },
  };
}
