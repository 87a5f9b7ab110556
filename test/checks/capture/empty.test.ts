import { describe, expect, test } from 'vitest';
import { captureEmpty } from '../../../src/checks/capture/empty.ts';
import { capture } from './captures.ts';

const none = capture({ packets: 9, kinds: { ARP: 2, UDP: 7 }, sessions: 0 });

describe('capture/empty', () => {
  test('says how many packets there are, and of what', () => {
    expect(captureEmpty.evaluate({ captures: [none] }).findings).toMatchObject([
      {
        severity: 'error',
        subject: { kind: 'file', id: 'bgp.pcap' },
        title: 'bgp.pcap holds no BGP: 9 packets (7 UDP, 2 ARP).',
        blame: null,
      },
    ]);
  });

  test('no packet at all', () => {
    const [finding] = captureEmpty.evaluate({ captures: [capture({ packets: 0, kinds: {}, sessions: 0 })] }).findings;
    expect(finding?.title).toBe('bgp.pcap holds no BGP: 0 packets.');
  });

  test('is only worth knowing where another file holds it', () => {
    expect(captureEmpty.evaluate({ captures: [none, capture({ source: 'b.pcap' })] }).findings).toMatchObject([
      { severity: 'info' },
    ]);
  });

  test('passes with a session; is skipped without captures', () => {
    expect(captureEmpty.evaluate({ captures: [capture()] }).check.outcome).toBe('passed');
    expect(captureEmpty.evaluate({}).check).toMatchObject({ outcome: 'skipped', missing: ['captures'] });
  });
});
