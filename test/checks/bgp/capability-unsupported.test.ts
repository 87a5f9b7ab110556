import { describe, expect, test } from 'vitest';
import { capabilityUnsupported } from '../../../src/checks/bgp/capability-unsupported.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import type { Capability } from '../../../src/model/session.ts';
import {
  connection,
  family,
  findingsOf,
  fourOctetAs,
  IPV4_UNICAST,
  LOCAL,
  notification,
  open,
  peerOpen,
  REMOTE,
} from './session.ts';

/** The router refuses by 2/7, with `listed` in the data. */
const refused = (listed: readonly Capability[], change: Partial<BgpConnection> = {}): BgpConnection =>
  connection({
    opens: {
      local: open({ capabilities: [IPV4_UNICAST, fourOctetAs(64512)] }),
      remote: peerOpen({ capabilities: [IPV4_UNICAST, family(2, 1)] }),
    },
    notifications: [notification('remote', 2, 7, { detail: listed.length > 0 ? { capabilities: listed } : {} })],
    ...change,
  });

describe('bgp/capability-unsupported', () => {
  test('the sender lists what it misses, as RFC 5492 has it', () => {
    expect(findingsOf(capabilityUnsupported, [refused([family(2, 1)])])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${REMOTE} sends ${LOCAL} NOTIFICATION 2/7 (OPEN Message Error / Unsupported Capability); its data lists multiprotocol ipv6-unicast.`,
        cause: expect.stringContaining('wants multiprotocol ipv6-unicast'),
      },
    ]);
  });

  test('the sender lists what it refuses', () => {
    expect(findingsOf(capabilityUnsupported, [refused([fourOctetAs(64512)])])[0]?.cause).toContain(
      'lists what it refused',
    );
  });

  test.each<[string, readonly Capability[]]>([
    ['nothing', []],
    ['what both have', [IPV4_UNICAST]],
  ])('says that it stays unclear where it lists %s', (_, listed) => {
    expect(findingsOf(capabilityUnsupported, [refused(listed)])[0]?.cause).toContain('stays unclear');
  });

  test('an OPEN that is not in the capture may share a family', () => {
    expect(findingsOf(capabilityUnsupported, [refused([], { opens: { local: open(), remote: null } })])).toHaveLength(
      1,
    );
  });

  test('passes where no family is shared, and on other codes', () => {
    const opens = { local: open({ families: ['ipv4-unicast'] }), remote: peerOpen({ families: ['ipv6-unicast'] }) };
    expect(findingsOf(capabilityUnsupported, [refused([], { opens })])).toEqual([]);
    expect(findingsOf(capabilityUnsupported, [refused([], { notifications: [notification('remote', 2, 4)] })])).toEqual(
      [],
    );
  });
});
