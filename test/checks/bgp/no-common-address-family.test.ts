import { describe, expect, test } from 'vitest';
import { noCommonAddressFamily } from '../../../src/checks/bgp/no-common-address-family.ts';
import { connection, established, findingsOf, LOCAL, notification, open, peerOpen, REMOTE } from './session.ts';

const opens = {
  local: open({ families: ['ipv4-unicast'] }),
  remote: peerOpen({ families: ['ipv6-unicast', 'vpnv6'] }),
};
const disjoint = connection({ opens, notifications: [notification('remote', 2, 7)] });

describe('bgp/no-common-address-family', () => {
  test('says what each announces; an answering 2/7 is its evidence', () => {
    expect(findingsOf(noCommonAddressFamily, [disjoint])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `The OPENs of ${LOCAL} (AS 64512: ipv4-unicast) and ${REMOTE} (AS 64513: ipv6-unicast and vpnv6) have no address family in common.`,
        evidence: [{ frame: 4 }, { frame: 5 }, { frame: 6 }],
      },
    ]);
  });

  test('stays the fault though a retry without capabilities shares one', () => {
    const retry = connection({ opens: { local: open({ capabilities: [] }), remote: peerOpen() } });
    expect(findingsOf(noCommonAddressFamily, [disjoint, retry])).toMatchObject([{ severity: 'error' }]);
    expect(findingsOf(noCommonAddressFamily, [disjoint, established])).toMatchObject([{ severity: 'info' }]);
  });

  test('passes where one is shared, or an OPEN is missing', () => {
    expect(findingsOf(noCommonAddressFamily, [established])).toEqual([]);
    expect(findingsOf(noCommonAddressFamily, [connection({ opens: { ...opens, remote: null } })])).toEqual([]);
  });
});
