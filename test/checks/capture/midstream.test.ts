import { describe, expect, test } from 'vitest';
import { captureMidstream } from '../../../src/checks/capture/midstream.ts';
import { connection, established, findingsOf, open } from '../bgp/session.ts';

const begun = connection({ openedBy: null, openedAt: null, midstream: true });

describe('capture/midstream', () => {
  test('the handshake lies before the capture', () => {
    expect(findingsOf(captureMidstream, [begun])).toMatchObject([
      { severity: 'info', blame: null, title: expect.stringContaining('OPENs are not in it') },
    ]);
  });

  test('the OPENs may be in it all the same', () => {
    const [finding] = findingsOf(captureMidstream, [{ ...begun, opens: { local: open(), remote: null } }]);
    expect(finding?.title).not.toContain('OPENs');
  });

  test('passes with a handshake', () => {
    expect(findingsOf(captureMidstream, [established])).toEqual([]);
  });
});
