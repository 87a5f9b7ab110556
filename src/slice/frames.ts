import type { FrameRun } from '../model/report.ts';
import type { KeptPacket } from './kept-packet.ts';

/** Where the packets of a slice come from; those that followed one another are one run. */
export function describeFrames(packets: readonly Pick<KeptPacket, 'source' | 'frame'>[]): FrameRun[] {
  const runs: { frame: number; source: string; originalFrame: number; count: number }[] = [];
  packets.forEach(({ source, frame }, index) => {
    const last = runs.at(-1);
    if (last !== undefined && last.source === source && last.originalFrame + last.count === frame) last.count += 1;
    else runs.push({ frame: index + 1, source, originalFrame: frame, count: 1 });
  });
  return runs;
}
