import { describe, expect, test } from 'vitest';
import { captureTimeGoesBack } from '../../../src/checks/capture/time-goes-back.ts';
import { at } from '../bgp/session.ts';
import { capture } from './captures.ts';

describe('capture/time-goes-back', () => {
  test('the first place, how far, and how often', () => {
    const stepsBack = [
      { at: at(1), seconds: 3600 },
      { at: at(2), seconds: 5 },
    ];
    expect(captureTimeGoesBack.evaluate({ captures: [capture({ stepsBack })] }).findings).toMatchObject([
      {
        severity: 'warning',
        subject: { kind: 'file', id: 'bgp.pcap' },
        title: 'Frame 10 of bgp.pcap is 3600 s earlier than the packet before it, and 1 time more.',
        evidence: [{ frame: 10 }, { frame: 20 }],
      },
    ]);
  });

  test('passes where time only goes on', () => {
    expect(captureTimeGoesBack.evaluate({ captures: [capture()] }).check.outcome).toBe('passed');
  });
});
