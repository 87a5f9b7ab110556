import { describe, expect, test } from 'vitest';
import { optionalParameterUnsupported } from '../../../src/checks/bgp/optional-parameter-unsupported.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import type { OpenSeen } from '../../../src/model/messages-seen.ts';
import { connection, established, findingsOf, fourOctetAs, LOCAL, notification, open, REMOTE } from './session.ts';

const refused = (local: OpenSeen | null): BgpConnection =>
  connection({ opens: { local, remote: null }, notifications: [notification('remote', 2, 4)] });

describe('bgp/optional-parameter-unsupported', () => {
  test.each<[string, OpenSeen | null, string | null]>([
    ['carries the authentication parameter', open({ capabilities: [], otherParameters: [1] }), LOCAL],
    ['carries a parameter that is not assigned', open({ capabilities: [], otherParameters: [3] }), LOCAL],
    ['carries capabilities without MP-BGP', open({ capabilities: [fourOctetAs(64512)] }), REMOTE],
    ['is not in the capture', null, null],
    ['carries no parameter that is known', open({ capabilities: [] }), null],
  ])('an OPEN that %s', (_, refusedOpen, blame) => {
    expect(findingsOf(optionalParameterUnsupported, [refused(refusedOpen)])).toMatchObject([
      { severity: 'error', blame },
    ]);
  });

  test('is only worth knowing where a later connection came up', () => {
    expect(findingsOf(optionalParameterUnsupported, [refused(null), established])).toMatchObject([
      { severity: 'info' },
    ]);
  });

  test('leaves an OPEN that offers MP-BGP, and other codes, to others', () => {
    expect(findingsOf(optionalParameterUnsupported, [refused(open())])).toEqual([]);
    expect(
      findingsOf(optionalParameterUnsupported, [connection({ notifications: [notification('remote', 2, 7)] })]),
    ).toEqual([]);
  });
});
