import { describe, expect, test } from 'vitest';
import { gracefulRestartDefeated } from '../../../src/checks/bgp/graceful-restart-defeated.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import type { Capability } from '../../../src/model/session.ts';
import {
  at,
  end,
  established,
  findingsOf,
  LOCAL,
  notification,
  open,
  peerOpen,
  refusing,
  REMOTE,
  side,
} from './session.ts';

interface Bits {
  readonly restarted?: boolean;
  readonly notification?: boolean;
  readonly forwarding?: boolean;
  readonly families?: boolean;
}
const restart = ({
  restarted = false,
  notification: n = false,
  forwarding = false,
  families = true,
}: Bits = {}): Capability => ({
  code: 64,
  name: 'graceful-restart',
  restartState: restarted,
  notification: n,
  restartTime: 120,
  families: families ? [{ afi: 1, safi: 1, forwardingState: forwarding }] : [],
});
const opens = (local: Bits | null = {}, remote: Bits | null = {}): BgpConnection['opens'] => ({
  local: open({ capabilities: local === null ? [] : [restart(local)] }),
  remote: peerOpen({ capabilities: remote === null ? [] : [restart(remote)] }),
});
const told = { notifications: [notification('local', 6, 3)], end: end('local', 20) };
const first = (change: Partial<BgpConnection> = {}): BgpConnection => ({ ...established, opens: opens(), ...change });
const again = (change: Partial<BgpConnection> = {}): BgpConnection => ({
  ...established,
  number: 2,
  first: at(25),
  opens: opens({ restarted: true, forwarding: true }),
  ...change,
});
const killed = first({ end: end('local', 20), sides: { local: side(), remote: side({ lastMessage: at(15) }) } });

describe('bgp/graceful-restart-defeated', () => {
  test('the side that restarts sends 6/3', () => {
    expect(findingsOf(gracefulRestartDefeated, [first(told), again()])).toMatchObject([
      {
        severity: 'warning',
        blame: LOCAL,
        title: `${LOCAL} and ${REMOTE} negotiated graceful restart, but ${LOCAL} ends the session with NOTIFICATION 6/3 (Cease / Peer De-configured).`,
      },
    ]);
  });

  test('or stops, and nobody listens any more', () => {
    const refused = again({
      openedBy: 'remote',
      establishedAt: null,
      opens: { local: null, remote: null },
      sides: { local: refusing(25), remote: side() },
    });
    expect(findingsOf(gracefulRestartDefeated, [first(told), refused])).toHaveLength(1);
  });

  test.each<[string, Bits, string]>([
    ['R bit', { restarted: false, forwarding: true }, 'without the R bit (restarted).'],
    ['F bits', { restarted: true, forwarding: false }, 'without the F bit (forwarding kept) of ipv4-unicast.'],
    ['both', {}, 'without the R bit (restarted) and the F bit (forwarding kept) of ipv4-unicast.'],
  ])('it comes back without %s', (_, bits, words) => {
    const [found] = findingsOf(gracefulRestartDefeated, [killed, again({ opens: opens(bits) })]);
    expect(found).toMatchObject({ severity: 'warning', blame: LOCAL, title: expect.stringContaining(words) });
  });

  test('or without the capability', () => {
    expect(findingsOf(gracefulRestartDefeated, [killed, again({ opens: opens(null) })])).toHaveLength(1);
  });

  test.each<[string, readonly BgpConnection[]]>([
    ['it restarts well', [killed, again()]],
    ['it was not negotiated', [first({ ...told, opens: opens({}, null) }), again()]],
    ['that side only helps others', [first({ ...told, opens: opens({ families: false }) }), again()]],
    [
      'the N bit saves the routes',
      [first({ ...told, opens: opens({ notification: true }, { notification: true }) }), again()],
    ],
    ['the neighbour was removed, and its speaker goes on', [first(told)]],
    [
      'it gives up a peer that went silent: nobody restarted',
      [{ ...killed, end: end('local', 100) }, again({ opens: opens({}) })],
    ],
    ['it does not come back', [killed]],
  ])('passes where %s', (_, connections) => {
    expect(findingsOf(gracefulRestartDefeated, connections)).toEqual([]);
  });
});
