/** A file may hold several captures, as a slice of several does: then each is a source, named after the file and itself. */
export const sourceName = (file: string, capture: string | null): string =>
  capture === null ? file : `${file} (${capture})`;

/** Which of the files a source is of; -1 if of none. */
export function fileIndexOf(files: readonly string[], source: string): number {
  const index = files.indexOf(source);
  return index === -1 ? files.findIndex((file) => source.startsWith(`${file} (`)) : index;
}
