import { describe, expect, test } from 'vitest';
import { badBgpId } from '../../../src/checks/bgp/bad-bgp-id.ts';
import type { OpenSeen } from '../../../src/model/messages-seen.ts';
import { connection, findingsOf, LOCAL, notification, open, peerOpen } from './session.ts';

const between = (local: Partial<OpenSeen>, remote: Partial<OpenSeen>, refused = false) =>
  findingsOf(badBgpId, [
    connection({
      opens: { local: open(local), remote: peerOpen(remote) },
      notifications: refused ? [notification('remote', 2, 3)] : [],
    }),
  ]);
const same = { bgpId: '10.10.10.10' };

describe('bgp/bad-bgp-id', () => {
  test('2/3 blames the sender of an invalid identifier', () => {
    expect(between({ bgpId: '249.183.186.85' }, {}, true)).toMatchObject([{ severity: 'error', blame: LOCAL }]);
  });

  test('2/3 blames nobody where both carry it, or it looks right', () => {
    expect(between(same, { ...same, as: 64512 }, true)).toMatchObject([{ severity: 'error', blame: null }]);
    expect(between({}, {}, true)).toMatchObject([{ blame: null }]);
  });

  test('is one finding though both refuse', () => {
    const both = [notification('remote', 2, 3), notification('local', 2, 3)];
    const opens = { local: open(same), remote: peerOpen(same) };
    const findings = findingsOf(badBgpId, [connection({ opens, notifications: both })]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.title.match(/Both OPENs carry BGP identifier 10\.10\.10\.10/g)).toHaveLength(1);
    expect(findings[0]?.title.match(/NOTIFICATION 2\/3/g)).toHaveLength(2);
  });

  test('0.0.0.0 is wrong, refused or not', () => {
    expect(between({ bgpId: '0.0.0.0' }, {})).toMatchObject([{ severity: 'error', blame: LOCAL }]);
  });

  test('equal within an AS is wrong, between ASes worth knowing', () => {
    expect(between(same, { ...same, as: 64512 })).toMatchObject([{ severity: 'error', blame: null }]);
    expect(between(same, same)).toMatchObject([{ severity: 'info' }]);
  });

  test('passes where they differ', () => {
    expect(between({}, {})).toEqual([]);
  });
});
