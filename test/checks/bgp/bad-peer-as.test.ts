import { describe, expect, test } from 'vitest';
import { badPeerAs } from '../../../src/checks/bgp/bad-peer-as.ts';
import type { Capability } from '../../../src/model/session.ts';
import { connection, findingsOf, fourOctetAs, LOCAL, notification, open, peerOpen, REMOTE } from './session.ts';

const opens = {
  local: open({ myAs: 23456, as: 4_200_000_001, capabilities: [fourOctetAs(4_200_000_001)] }),
  remote: peerOpen(),
};

const causeOf = (as: number, objector: readonly Capability[]): string | undefined =>
  findingsOf(badPeerAs, [
    connection({
      opens: { local: open({ as, capabilities: [fourOctetAs(as)] }), remote: peerOpen({ capabilities: objector }) },
      notifications: [notification('remote', 2, 2)],
    }),
  ])[0]?.cause;

describe('bgp/bad-peer-as', () => {
  test('says both AS numbers as sent, and who objects', () => {
    expect(findingsOf(badPeerAs, [connection({ opens, notifications: [notification('remote', 2, 2)] })])).toMatchObject(
      [
        {
          severity: 'error',
          blame: null,
          title: `${REMOTE} (AS 64513) sends ${LOCAL} (AS 4200000001) NOTIFICATION 2/2 (OPEN Message Error / Bad Peer AS).`,
          remedy: [
            expect.stringContaining(`${REMOTE} expects of ${LOCAL} to 4200000001`),
            expect.stringContaining(LOCAL),
          ],
        },
      ],
    );
  });

  test('takes the number from the data where the OPEN is not in the capture', () => {
    const sent = connection({ notifications: [notification('remote', 2, 2, { detail: { as: 64999 } })] });
    expect(findingsOf(badPeerAs, [sent])[0]?.title).toContain('AS 64999');
  });

  test('explains AS_TRANS', () => {
    const trans = connection({
      opens: { ...opens, local: open({ myAs: 23456, as: 23456 }) },
      notifications: [notification('remote', 2, 2)],
    });
    expect(findingsOf(badPeerAs, [trans])[0]?.cause).toContain('AS_TRANS');
  });

  test('an objector without 4-octet AS numbers may read 23456', () => {
    expect(causeOf(4_200_000_001, [])).toContain(`it reads 23456 (AS_TRANS)`);
    expect(causeOf(4_200_000_001, [fourOctetAs(64513)])).not.toContain('AS_TRANS');
    expect(causeOf(64512, [])).not.toContain('AS_TRANS');
  });

  test('is one finding though both object', () => {
    const both = connection({ opens, notifications: [notification('remote', 2, 2), notification('local', 2, 2)] });
    expect(findingsOf(badPeerAs, [both])).toHaveLength(1);
  });

  test('passes on other codes', () => {
    expect(findingsOf(badPeerAs, [connection({ opens, notifications: [notification('remote', 2, 3)] })])).toEqual([]);
  });
});
