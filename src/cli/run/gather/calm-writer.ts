import type { FileWriter, Written } from '../../../bundles/write-bundle.ts';

/** Of a writer that fails nobody who writes is told, for all of them are ended: a full disk is one fault, not one for each. */
export function calmWriter(writer: FileWriter, fail: (error: unknown) => void): FileWriter {
  const nothing = (error: unknown): Written => {
    fail(error);
    return { bytes: 0, sha256: '' };
  };
  return {
    write: (path, content) => writer.write(path, content).catch(nothing),
    rewrite: (path, change) => writer.rewrite(path, change).catch(nothing),
    async open(path) {
      const file = await writer.open(path).catch(fail);
      return {
        write: async (chunk) => void (await file?.write(chunk).catch(fail)),
        close: (keep) => file?.close(keep).catch(nothing) ?? Promise.resolve({ bytes: 0, sha256: '' }),
      };
    },
  };
}
