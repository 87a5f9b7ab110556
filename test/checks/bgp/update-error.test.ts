import { describe, expect, test } from 'vitest';
import { updateError } from '../../../src/checks/bgp/update-error.ts';
import { at, connection, findingsOf, LOCAL, notification, REMOTE } from './session.ts';

const sent = (subcode: number, data: readonly number[] = [], answers = at(0.5, 'UPDATE')) =>
  connection({ notifications: [notification('remote', 3, subcode, { data: Uint8Array.from(data), answers })] });

describe('bgp/update-error', () => {
  test('points at the UPDATE and the attribute', () => {
    expect(findingsOf(updateError, [sent(6, [0x40, 1, 1, 9])])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${REMOTE} sends ${LOCAL} NOTIFICATION 3/6 (UPDATE Message Error / Invalid ORIGIN Attribute) about attribute 1 (ORIGIN), after the message of ${LOCAL} in frame 5.`,
        evidence: [{ text: 'UPDATE' }, {}],
      },
    ]);
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
