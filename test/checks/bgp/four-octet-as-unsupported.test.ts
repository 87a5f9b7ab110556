import { describe, expect, test } from 'vitest';
import { fourOctetAsUnsupported } from '../../../src/checks/bgp/four-octet-as-unsupported.ts';
import { at, connection, findingsOf, fourOctetAs, open, peerOpen, REMOTE, side } from './session.ts';

const capable = (as: number) => open({ as, capabilities: [fourOctetAs(as)] });
const between = (local = capable(64512), remote = peerOpen(), change = {}) =>
  findingsOf(fourOctetAsUnsupported, [connection({ opens: { local, remote }, ...change })]);

describe('bgp/four-octet-as-unsupported', () => {
  test('is worth knowing as long as all numbers are small', () => {
    expect(between()).toMatchObject([{ severity: 'info', blame: REMOTE }]);
  });

  test('is a warning where a large one occurs', () => {
    expect(between(capable(4_200_000_001))).toMatchObject([
      { severity: 'warning', title: expect.stringContaining('4200000001') },
    ]);
    const wideAs = { as: 65_536, where: 'AS_PATH', at: at(3) } as const;
    expect(between(capable(64512), peerOpen(), { sides: { local: side({ wideAs }), remote: side() } })).toMatchObject([
      { severity: 'warning', evidence: [{}, {}, { frame: 30 }] },
    ]);
  });

  test('passes where both have it, or neither', () => {
    expect(between(capable(64512), peerOpen({ capabilities: [fourOctetAs(64513)] }))).toEqual([]);
    expect(between(open(), peerOpen())).toEqual([]);
  });
});
