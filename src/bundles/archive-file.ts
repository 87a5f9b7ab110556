/** What the readers of archives and folders have in common. */

/** A regular file. What its `chunks` leave is skipped; they may be asked for once, before the next file is. */
export interface ArchiveFile {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970; null where the archive does not say. */
  readonly modified: number | null;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Tells whether more files are wanted. */
export type TakeFile = (file: ArchiveFile) => Promise<boolean>;

export interface ArchiveLimits {
  /** Octets, inflated: a bomb is given up there. */
  readonly mostBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Links and devices: what others make holds some, and they are left out. A bundle of ours holds none. */
  readonly links: 'refuse' | 'skip';
}

/** Why an archive is refused as a whole, rather than read as far as it goes. */
export class HostileArchiveError extends Error {
  override readonly name = 'HostileArchiveError';
}

const MOST_ENTRIES = 250_000;

export function refuseMany(count: number): void {
  if (count > MOST_ENTRIES) throw new HostileArchiveError(`it holds more than ${MOST_ENTRIES} entries`);
}

/** Counts octets as they pass, of as many streams as there are in one archive. */
export function createBudget(mostBytes: number) {
  let bytes = 0;
  return async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new HostileArchiveError(`it inflates to more than ${mostBytes} bytes`);
      yield chunk;
    }
  };
}
