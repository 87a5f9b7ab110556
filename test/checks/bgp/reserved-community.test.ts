import { describe, expect, test } from 'vitest';
import { reservedCommunity } from '../../../src/checks/bgp/reserved-community.ts';
import { at, carried, connection, findingsOf, LOCAL, REMOTE, side } from './session.ts';

const find = (...communities: readonly number[]) =>
  findingsOf(reservedCommunity, [
    connection({
      sides: {
        local: side({
          carried: carried({
            communities: communities.map((community) => ({
              community,
              prefix: '10.97.0.0/16',
              family: 'ipv4-unicast',
              at: at(3, 'UPDATE'),
            })),
          }),
        }),
        remote: side(),
      },
    }),
  ]);

describe('bgp/reserved-community', () => {
  test('65535:* is a warning', () => {
    expect(find(0xffff_1234, 0xffff_1235, 0xffff_1234)).toMatchObject([
      {
        severity: 'warning',
        blame: LOCAL,
        title: `${LOCAL} sends ${REMOTE} communities 65535:4660 and 65535:4661, first with 10.97.0.0/16.`,
      },
    ]);
  });

  test('0:* is worth knowing, and not told beside the other', () => {
    expect(find(64_512)).toMatchObject([{ severity: 'info', title: expect.stringContaining('community 0:64512') }]);
    expect(find(64_512, 0xffff_0100)).toMatchObject([
      { severity: 'warning', title: expect.not.stringContaining('0:64512') },
    ]);
  });

  test('passes without one', () => {
    expect(find()).toEqual([]);
  });
});
