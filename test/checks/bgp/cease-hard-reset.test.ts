import { describe, expect, test } from 'vitest';
import { ceaseHardReset } from '../../../src/checks/bgp/cease-hard-reset.ts';
import { connection, findingsOf, notification, REMOTE } from './session.ts';

describe('bgp/cease-hard-reset', () => {
  test('without readable data', () => {
    expect(findingsOf(ceaseHardReset, [connection({ notifications: [notification('remote', 6, 9)] })])).toMatchObject([
      { severity: 'warning', blame: REMOTE, title: expect.stringContaining('gives no reason') },
    ]);
  });

  test('is only worth knowing where it wraps a reason, which is found on its own', () => {
    const wrapped = { code: 6, subcode: 10, name: 'Cease / BFD Down', shutdownText: null };
    const sent = notification('remote', 6, 9, { detail: { wrapped } });
    expect(findingsOf(ceaseHardReset, [connection({ notifications: [sent] })])).toMatchObject([
      { severity: 'info', title: expect.stringContaining('wraps 6/10 (Cease / BFD Down)') },
    ]);
  });

  test('passes on other codes', () => {
    expect(findingsOf(ceaseHardReset, [connection({ notifications: [notification('remote', 6, 10)] })])).toEqual([]);
  });
});
