import { describe, expect, test } from 'vitest';
import { captureTruncated } from '../../../src/checks/capture/truncated.ts';
import { at } from '../bgp/session.ts';
import { capture } from './captures.ts';

describe('capture/truncated', () => {
  test('the snap length cut what was needed', () => {
    const snapped = { count: 3, first: at(1), captured: 96, original: 1514 };
    expect(captureTruncated.evaluate({ captures: [capture({ snapped })] }).findings).toMatchObject([
      {
        severity: 'warning',
        subject: { kind: 'file', id: 'bgp.pcap' },
        title: expect.stringContaining('96 of 1514 octets'),
        evidence: [{ frame: 10 }],
      },
    ]);
  });

  test('the file ends in mid-packet', () => {
    const fault = { offset: 4711, frame: 12, reason: 'packet needs 90 bytes, 7 left' };
    expect(captureTruncated.evaluate({ captures: [capture({ fault })] }).findings).toMatchObject([
      {
        severity: 'warning',
        title: 'bgp.pcap cannot be read past octet 4711, after 12 packets: packet needs 90 bytes, 7 left.',
      },
    ]);
  });

  test('passes on a whole file', () => {
    expect(captureTruncated.evaluate({ captures: [capture()] }).check.outcome).toBe('passed');
  });
});
