import type { CaptureSeen } from '../../../src/model/evidence.ts';

export const capture = (change: Partial<CaptureSeen> = {}): CaptureSeen => ({
  source: 'bgp.pcap',
  packets: 12,
  kinds: { TCP: 12 },
  sessions: 1,
  fault: null,
  snapped: null,
  stepsBack: [],
  ...change,
});
