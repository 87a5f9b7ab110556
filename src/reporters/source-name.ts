/** What a reader calls a source: the name of standard input, `-`, means nothing to him. */
export const sourceName = (name: string): string => (name === '-' ? 'standard input' : name);
