import type { CaptureReader } from '../decoders/capture/packet.ts';
import { TRAFFIC } from '../decoders/classify.ts';
import { fileIndexOf } from '../model/capture-source.ts';
import type { CaptureSeen } from '../model/evidence.ts';
import type { SessionState } from '../sessions/session.ts';
import { momentOf } from '../sessions/stamp.ts';
import type { StepBack } from './steady-clock.ts';

export interface CaptureTally {
  readonly name: string;
  readonly reader: CaptureReader;
  /** Packets by the index of TRAFFIC. */
  readonly kinds: Uint32Array;
  /** Why the source ended early, if it did (a gzip that breaks off). */
  readonly fault: string | null;
}

/** What a capture is worth as evidence. `names` are those of all captures, in the order in which they were read. */
export function toCaptureSeen(
  { name, reader, kinds, fault }: CaptureTally,
  states: readonly SessionState[],
  names: readonly string[],
  steps: readonly StepBack[],
): CaptureSeen {
  const counts = TRAFFIC.map((kind, index): [string, number] => [kind, kinds[index] ?? 0]);
  const at = names.indexOf(name);
  const here = states.filter(({ connections }) =>
    connections.some(
      ({ first, last }) => fileIndexOf(names, first.source) <= at && at <= fileIndexOf(names, last.source),
    ),
  );
  return {
    source: name,
    packets: reader.packets,
    kinds: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    sessions: here.length,
    fault: faultOf(reader, fault),
    snapped: snappedOf(name, names, states),
    stepsBack: steps
      .filter((step) => fileIndexOf(names, step.at.source) === at)
      .map((step) => ({ at: momentOf(step.at, 'earlier than the packet before it'), seconds: step.seconds })),
  };
}

function faultOf({ fault, packets }: CaptureReader, source: string | null): CaptureSeen['fault'] {
  if (source !== null) return { offset: fault?.offset ?? 0, frame: packets, reason: source };
  return fault === null ? null : { ...fault, frame: packets };
}

function snappedOf(name: string, names: readonly string[], states: readonly SessionState[]): CaptureSeen['snapped'] {
  const cut = states
    .flatMap(({ connections }) => connections.flatMap(({ snapped }) => snapped ?? []))
    .filter(({ stamp }) => names[fileIndexOf(names, stamp.source)] === name);
  const first = cut[0];
  if (first === undefined) return null;
  return {
    count: cut.reduce((sum, { count }) => sum + count, 0),
    first: momentOf(first.stamp, `${first.captured} of ${first.original} octets captured`),
    captured: first.captured,
    original: first.original,
  };
}
