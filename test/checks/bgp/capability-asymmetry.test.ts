import { describe, expect, test } from 'vitest';
import { capabilityAsymmetry } from '../../../src/checks/bgp/capability-asymmetry.ts';
import type { Capability } from '../../../src/model/session.ts';
import { connection, findingsOf, LOCAL, open, peerOpen, REMOTE } from './session.ts';

const IPV4 = { afi: 1, safi: 1 };
const restart = (...families: object[]): Capability => ({
  code: 64,
  name: 'graceful-restart',
  restartTime: 120,
  families,
});
const addPath = (send: boolean, receive: boolean): Capability => ({
  code: 69,
  name: 'add-path',
  families: [{ ...IPV4, send, receive }],
});
const extendedMessage: Capability = { code: 6, name: 'extended-message' };
const extendedNextHop: Capability = { code: 5, name: 'extended-next-hop' };
const between = (local: Capability[], remote: Capability[]) =>
  findingsOf(capabilityAsymmetry, [
    connection({ opens: { local: open({ capabilities: local }), remote: peerOpen({ capabilities: remote }) } }),
  ]);

const over = (address: string) =>
  findingsOf(
    capabilityAsymmetry,
    [connection({ opens: { local: open({ capabilities: [extendedNextHop] }), remote: peerOpen() } })],
    { local: { address }, remote: { address } },
  );

describe('bgp/capability-asymmetry', () => {
  test.each<[string, Capability[], Capability[]]>([
    ['graceful restart', [restart(IPV4)], []],
    ['that it sends ADD-PATH for ipv4-unicast', [addPath(true, false)], []],
    ['that it sends ADD-PATH for ipv4-unicast', [addPath(true, false)], [addPath(true, false)]],
    ['extended messages', [extendedMessage], []],
  ])('%s on one side only', (what, local, remote) => {
    expect(between(local, remote)[0]).toMatchObject({
      severity: 'info',
      blame: null,
      title: expect.stringContaining(`${LOCAL} announces ${what}, ${REMOTE} does not`),
    });
  });

  test('extended next hops matter where IPv4 routes are exchanged over IPv6', () => {
    expect(over('fd00::11')[0]?.title).toContain('announces extended next hops');
    expect(over(LOCAL)).toEqual([]);
  });

  test('all that a side loses is one finding', () => {
    expect(between([restart(IPV4), extendedMessage], [])).toHaveLength(1);
    expect(between([restart(IPV4)], [extendedMessage])).toHaveLength(1 + 1);
  });

  test.each<[string, Capability[], Capability[]]>([
    ['a side only helps with graceful restart', [restart()], []],
    ['the other side helps', [restart(IPV4)], [restart()]],
    ['a side could only receive ADD-PATH', [addPath(false, true)], []],
    ['ADD-PATH fits', [addPath(true, false)], [addPath(false, true)]],
    ['both have it', [extendedMessage, extendedNextHop], [extendedNextHop, extendedMessage]],
    ['families cannot be read', [{ code: 64, name: 'graceful-restart', value: 'ff' }], []],
  ])('passes where %s', (_, local, remote) => {
    expect(between(local, remote)).toEqual([]);
  });
});
