import type { BgpConnection } from '../../model/evidence.ts';

/** Seconds; null where the timer is off or an OPEN is not in the capture (RFC 4271 §4.2: the smaller one). */
export function holdTimeOf({ opens: { local, remote } }: BgpConnection): number | null {
  if (local === null || remote === null) return null;
  const hold = Math.min(local.holdTime, remote.holdTime);
  return hold === 0 ? null : hold;
}
