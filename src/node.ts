/** What the library needs Node for: sources of octets. */
export { readSource } from './sources/read-source.ts';
export type { SourceOptions, SourceResult } from './sources/read-source.ts';
export { SourceError } from './sources/source-error.ts';
