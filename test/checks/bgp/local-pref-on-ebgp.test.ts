import { describe, expect, test } from 'vitest';
import { localPrefOnEbgp } from '../../../src/checks/bgp/local-pref-on-ebgp.ts';
import { at, carried, connection, findingsOf, LOCAL, open, peerOpen, REMOTE, side } from './session.ts';

const localPref = { prefix: '10.97.0.0/16', family: 'ipv4-unicast', at: at(3, 'UPDATE') };
const find = (remoteAs: number, confederation = false) =>
  findingsOf(localPrefOnEbgp, [
    connection({
      opens: { local: open(), remote: peerOpen({ as: remoteAs }) },
      sides: {
        local: side({ carried: carried({ confederation }) }),
        remote: side({ carried: carried({ localPref }) }),
      },
    }),
  ]);

describe('bgp/local-pref-on-ebgp', () => {
  test('holds between different ASes', () => {
    expect(find(65001)).toMatchObject([
      {
        severity: 'info',
        blame: REMOTE,
        title: `${REMOTE} (AS 65001) sends ${LOCAL} (AS 64512) LOCAL_PREF, with 10.97.0.0/16 first.`,
      },
    ]);
  });

  test.each([
    ['within an AS', 64512, false],
    ['within a confederation, which either side may show', 65001, true],
  ])('passes %s', (_, as, confederation) => {
    expect(find(as, confederation)).toEqual([]);
  });

  test('passes where the ASes are not known', () => {
    expect(
      findingsOf(localPrefOnEbgp, [
        connection({ sides: { local: side(), remote: side({ carried: carried({ localPref }) }) } }),
      ]),
    ).toEqual([]);
  });
});
