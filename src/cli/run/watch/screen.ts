import type { Output } from '../../io.ts';

/** A terminal that is drawn over again and again; what was on it before comes back at the end. */
export interface Drawing {
  /** False once nobody reads any more. */
  draw(text: string): Promise<boolean>;
  end(): Promise<void>;
}

/** DEC's private modes, as xterm and all that call themselves after it have them: alternate screen, cursor. */
const ENTER = '\u{1b}[?1049h\u{1b}[?25l';
const LEAVE = '\u{1b}[?25h\u{1b}[?1049l';
const HOME = '\u{1b}[H';
const WIPE_LINE = '\u{1b}[K';
const WIPE_BELOW = '\u{1b}[J';
const ROWS = 24;

export function openDrawing(output: Output, write: (text: string) => Promise<boolean>): Drawing {
  let isOpen = false;
  return {
    draw(text) {
      const begin = isOpen ? HOME : ENTER + HOME;
      isOpen = true;
      const lines = fit(text.trimEnd().split('\n'), output.rows ?? ROWS);
      return write(`${begin}${lines.map((line) => line + WIPE_LINE).join('\n')}${WIPE_BELOW}`);
    },
    async end() {
      if (isOpen) await write(LEAVE);
      isOpen = false;
    },
  };
}

/** What does not fit on the screen is counted. */
function fit(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const shown = lines.slice(0, Math.max(1, rows - 1));
  return [...shown, `  and ${lines.length - shown.length} more lines: the terminal has ${rows}`];
}
