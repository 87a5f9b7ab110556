import { describe, expect, test } from 'vitest';
import { ceaseMaxPrefixes } from '../../../src/checks/bgp/cease-max-prefixes.ts';
import { connection, findingsOf, LOCAL, notification, REMOTE, side } from './session.ts';

const routes = new Map([
  ['ipv4-unicast', { announced: 11, withdrawn: 0, endOfRib: false }],
  ['ipv6-unicast', { announced: 4, withdrawn: 0, endOfRib: false }],
]);
const sides = { local: side({ routes }), remote: side() };

describe('bgp/cease-max-prefixes', () => {
  test('says family, limit, and how many were announced', () => {
    const sent = notification('remote', 6, 1, { detail: { afi: 1, safi: 1, limit: 10 } });
    expect(findingsOf(ceaseMaxPrefixes, [connection({ sides, notifications: [sent] })])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${REMOTE} sends ${LOCAL} NOTIFICATION 6/1 (Cease / Maximum Number of Prefixes Reached): limit 10 for ipv4-unicast; ${LOCAL} announced 11 prefixes on that connection.`,
        remedy: [expect.stringContaining('above 10'), expect.stringContaining(LOCAL), expect.stringContaining(REMOTE)],
      },
    ]);
  });

  test('counts all families where the data says none', () => {
    const [finding] = findingsOf(ceaseMaxPrefixes, [
      connection({ sides, notifications: [notification('remote', 6, 1)] }),
    ]);
    expect(finding?.title).toContain('announced 15 prefixes');
  });

  test('passes on other codes', () => {
    expect(findingsOf(ceaseMaxPrefixes, [connection({ notifications: [notification('remote', 6, 2)] })])).toEqual([]);
  });
});
