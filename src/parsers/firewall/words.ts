const WORD = /"((?:[^"\\]|\\.)*)"|([^\s"]+)/g;

/** Words, where what stands in quotes is one: `--comment "say \"hi\" -j DROP"`. */
export const splitWords = (text: string): readonly string[] =>
  Array.from(text.matchAll(WORD), ([, quoted, plain]) => plain ?? (quoted ?? '').replaceAll(/\\(.)/g, '$1'));
