/** JSON.stringify leaves them as they are: DEL, C1 (a terminal takes U+009B for ESC [), bidirectional overrides, zero-width characters and line ends of Unicode. */
const HIDDEN = /[\u{7f}-\u{9f}\p{Cf}\p{Zl}\p{Zp}]/gu;
const BEYOND_ASCII = /[\u007f-\uffff]/; // most JSON has none

/** The value as JSON in which nothing hides, reorders or commands: peers chose some of its texts. It is still the same value. */
export const safeJson = (value: unknown, indent = 0): string => escapeHidden(JSON.stringify(value, null, indent));

/** @param json whose texts alone hold what ASCII does not */
export const escapeHidden = (json: string): string =>
  BEYOND_ASCII.test(json) ? json.replace(HIDDEN, escapeUnits) : json;

/** Of what is outside the Basic Multilingual Plane, both halves. */
export function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, at) => toUnit(character.charCodeAt(at))).join('');
}

const toUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
