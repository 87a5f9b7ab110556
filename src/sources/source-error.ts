/** A source that could not be opened, told in plain words: a mistake to mend, not a fault of ours. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  /** What to do about it. */
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

const NOT_ALLOWED = {
  what: 'permission denied',
  hint: 'Captures often belong to root: run with sudo, or give the file to yourself first (sudo chown).',
};
const WORDS: ReadonlyMap<string, { readonly what: string; readonly hint: string }> = new Map([
  ['ENOENT', { what: 'no such file', hint: 'Check the path: it is taken from the current directory.' }],
  ['ENOTDIR', { what: 'no such file', hint: 'Check the path: a part of it is a file, not a directory.' }],
  ['EISDIR', { what: 'is a directory', hint: 'Name a file in it, or give it to --bundle if it is one.' }],
  ['EACCES', NOT_ALLOWED],
  ['EPERM', NOT_ALLOWED],
  [
    'ENXIO',
    { what: 'is a socket or a device', hint: 'Pipe what it gives into standard input, and name - as the file.' },
  ],
  ['EMFILE', { what: 'too many open files', hint: 'Raise the limit (ulimit -n), or name fewer files.' }],
]);
const OTHER_HINT = 'Check that the file can be read: cat FILE >/dev/null';

/** Of what node:fs threw when it opened `name`. */
export function toSourceError(name: string, error: unknown): SourceError {
  const { what, hint } = WORDS.get(errorCode(error)) ?? { what: reasonOf(error), hint: OTHER_HINT };
  return new SourceError(`${name}: ${what}`, hint, error);
}

export function directoryError(name: string): SourceError {
  return toSourceError(name, Object.assign(new Error('is a directory'), { code: 'EISDIR' }));
}

/** `ENOENT` and the like; empty if it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Without what only Node says: `i/o error` of `EIO: i/o error, read`. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^[A-Z\d]+: ([^,]+)/.exec(message)?.[1] ?? message;
}
