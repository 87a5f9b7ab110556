import type { FileWriter, Growing, Written } from '../../../bundles/write-bundle.ts';
import type { BgpSession } from '../../../model/bgp-session.ts';
import type { ManifestEntry } from '../../../model/bundle.ts';
import type { Intake, NodeCapture } from './intake.ts';

/** A capture as it comes: analysed, and kept where there is a bundle. */
export interface CaptureFile {
  readonly bytes: number;
  readonly packets: number;
  /** Why its octets are no capture. */
  readonly fault: string | null;
  push(chunk: Uint8Array): Promise<void>;
  peek(): readonly BgpSession[];
  /** Null if nothing came. */
  close(ending: Ending): Promise<Written | null>;
}

export interface Ending {
  /** That it ends in the middle of a packet is no fault. */
  readonly byUs: boolean;
  readonly isPartial: boolean;
}

/** Nothing is opened before the first octets come: until then another command may be tried. */
export function createCaptureFile(
  entry: Pick<ManifestEntry, 'node' | 'path'>,
  intake: Intake,
  writer: Pick<FileWriter, 'open'> | null,
): CaptureFile {
  let capture: NodeCapture | null = null;
  let input: ReturnType<NodeCapture['analysis']['open']> | null = null;
  let file: Growing | null = null;
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    get packets() {
      return input?.reader.packets ?? 0;
    },
    get fault() {
      return input?.reader.fault?.reason ?? null;
    },
    async push(chunk) {
      if (chunk.length === 0) return;
      if (capture === null || input === null) {
        capture = intake.capture(entry, '');
        input = capture.analysis.open(capture.name);
        file = (await writer?.open(entry.path)) ?? null;
      }
      bytes += chunk.length;
      input.push(chunk);
      await file?.write(chunk);
    },
    peek: () => capture?.analysis.peek() ?? [],
    async close({ byUs, isPartial }) {
      if (capture === null || input === null) return null;
      const isDamaged = input.reader.fault !== null;
      input.end(bytes);
      const cut = byUs && !isDamaged ? (input.reader.fault?.offset ?? null) : null;
      capture.isCut = cut !== null;
      capture.isPartial = isPartial;
      return (await file?.close(cut ?? bytes)) ?? { bytes: cut ?? bytes, sha256: '' };
    },
  };
}
