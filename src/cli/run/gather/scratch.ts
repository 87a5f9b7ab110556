import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileWriter } from '../../../bundles/write-bundle.ts';

/** Captures of nodes for as long as the run takes: evidence is cut out of them. */
export interface Scratch extends Pick<FileWriter, 'open'> {
  /** Where a capture lies, by its name; undefined where it could not be kept. */
  fileOf(name: string): string | undefined;
  discard(): Promise<void>;
}

/** Nobody else reads it. What can't be written there is not kept, and no reason to end a run. */
export function createScratch(): Scratch {
  const files = new Map<string, string>();
  let folder: Promise<string> | null = null;

  async function create(name: string): Promise<FileHandle> {
    folder ??= mkdtemp(join(tmpdir(), 'k8sdoctor-captures-'));
    const path = join(await folder, `${files.size + 1}.pcap`);
    files.set(name, path);
    return open(path, 'wx', 0o600);
  }

  return {
    fileOf: (name) => files.get(name),
    async open(name) {
      let handle: FileHandle | null = null;
      let bytes = 0;
      const attempt = async (work: () => Promise<void>): Promise<void> =>
        work().catch(() => {
          files.delete(name);
        });
      await attempt(async () => {
        handle = await create(name);
      });
      return {
        async write(chunk) {
          bytes += chunk.length;
          if (files.has(name)) await attempt(async () => handle?.writeFile(chunk));
        },
        async close(keep = bytes) {
          await attempt(async () => handle?.truncate(keep));
          await attempt(async () => handle?.close());
          return { bytes: keep, sha256: '' };
        },
      };
    },
    async discard() {
      if (folder !== null) await rm(await folder, { recursive: true, force: true });
    },
  };
}
