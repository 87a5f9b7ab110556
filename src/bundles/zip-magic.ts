/** APPNOTE.TXT §4.3.7, §4.3.16: of a file's header, and of the end of an archive without files. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
