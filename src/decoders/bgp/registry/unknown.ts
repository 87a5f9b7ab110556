/** How a code point that no registry knows is named: `unknown (129 / 0x81)`. */
export const unknownName = (code: number): string => `unknown (${code} / 0x${code.toString(16).padStart(2, '0')})`;
