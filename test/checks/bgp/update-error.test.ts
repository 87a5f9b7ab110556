import { describe, expect, test } from 'vitest';
import { updateError } from '../../../src/checks/bgp/update-error.ts';
import type { BlamedSeen } from '../../../src/model/messages-seen.ts';
import { at, connection, findingsOf, fourOctetAs, LOCAL, notification, open, peerOpen, REMOTE } from './session.ts';

const sent = (subcode: number, data: readonly number[] = [], by: BlamedSeen['by'] = 'quoted') =>
  connection({
    opens: { local: open({ capabilities: [fourOctetAs(64512)] }), remote: peerOpen() },
    notifications: [
      notification('remote', 3, subcode, { data: Uint8Array.from(data), blames: { at: at(0.5, 'UPDATE'), by } }),
    ],
  });

describe('bgp/update-error', () => {
  test('points at the UPDATE and the attribute', () => {
    expect(findingsOf(updateError, [sent(6, [0x40, 1, 1, 9])])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${REMOTE} sends ${LOCAL} NOTIFICATION 3/6 (UPDATE Message Error / Invalid ORIGIN Attribute) about attribute 1 (ORIGIN), which is quoted from the UPDATE of ${LOCAL} in frame 5.`,
        evidence: [{ text: 'UPDATE' }, {}],
      },
    ]);
  });

  test.each<[BlamedSeen['by'], string]>([
    ['malformed', `, as in the UPDATE of ${LOCAL} in frame 5.`],
    ['last', `; the last UPDATE of ${LOCAL} before it is in frame 5.`],
  ])('says how it knows the UPDATE: %s', (by, words) => {
    expect(findingsOf(updateError, [sent(1, [], by)])[0]?.title).toContain(words);
  });

  test('a path of 4-octet numbers to a speaker of 2-octet ones', () => {
    const path = [0x40, 2, 6, 2, 1, 0, 0, 0xd6, 0xd8];
    expect(findingsOf(updateError, [sent(11, path)])).toMatchObject([
      { blame: LOCAL, cause: expect.stringContaining(`${REMOTE} did not announce capability 65`) },
    ]);
    // As wide as it should be: another reason.
    expect(findingsOf(updateError, [sent(11, [0x40, 2, 4, 2, 1, 0xd6, 0xd8])])).toMatchObject([{ blame: null }]);
  });

  test('of a missing attribute the data is the type alone', () => {
    expect(findingsOf(updateError, [sent(3, [5])])[0]?.title).toContain('attribute 5 (LOCAL_PREF)');
  });

  test('the data may be empty, the subcode unknown', () => {
    expect(findingsOf(updateError, [sent(11)])[0]?.cause).toContain('RFC 6793');
    expect(findingsOf(updateError, [sent(77)])).toHaveLength(1);
  });

  test('passes on other codes', () => {
    expect(findingsOf(updateError, [connection({ notifications: [notification('remote', 1, 1)] })])).toEqual([]);
  });
});
