/** What our own texts use; anything else is written as its code point. */
const PLAIN: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '…': '...',
  '→': '->',
  '←': '<-',
  '↔': '<->',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '·': '-',
  '§': 'section ',
};

/** For terminals that show no more than ASCII. */
export function toAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (character) => PLAIN[character] ?? codePoint(character));
}

const codePoint = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;
