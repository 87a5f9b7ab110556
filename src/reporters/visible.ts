const PLAIN = /^[ -~]*$/; // most texts
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text that a peer or a cluster chose, as one line in which nothing hides, reorders or commands:
 * controls, bidirectional overrides and zero-width characters are written out, U+202E as \u{202e}.
 */
export function visible(text: string): string {
  if (PLAIN.test(text) && !text.includes('  ')) return text;
  return text
    .replace(/[\t\n\r\p{Zs}]+/gu, ' ')
    .replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
