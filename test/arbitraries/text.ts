import * as fc from 'fast-check';

/** Any code point, and halves of one. The unit `binary` of fc.string makes a table of all 1,114,112 first. */
export const anyCharacter: fc.Arbitrary<string> = fc
  .oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff }), fc.nat({ max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code));

export const anyText: fc.Arbitrary<string> = fc
  .array(anyCharacter, { maxLength: 400 })
  .map((characters) => characters.join(''));
