import { describe, expect, test } from 'vitest';
import { action, WORDS } from '../../../src/checks/remedies/actions.ts';
import { commandsOf, describeRemedy } from '../../../src/checks/remedies/describe.ts';
import type { Platform } from '../../../src/model/evidence.ts';
import { CHECKS } from '../../../src/checks/registry.ts';

const places = { on: '192.168.10.11', peer: '192.168.10.1' };
const on = (platform: Platform) => new Map([[places.on, platform]]);

describe('describeRemedy', () => {
  test('an unknown platform gets the words', () => {
    expect(describeRemedy([action('restart-session', places)])).toEqual([
      'If the session stays down, clear it on 192.168.10.11 for neighbour 192.168.10.1.',
    ]);
  });

  test.each<[Platform, string]>([
    ['frr', 'FRR: neighbor 192.168.10.1 remote-as 65001'],
    ['bird', 'BIRD: neighbor 192.168.10.1 as 65001;'],
    ['openbgpd', 'OpenBGPD: remote-as 65001'],
    ['gobgp', 'GoBGP: [neighbors.config] peer-as = 65001'],
    ['exabgp', 'ExaBGP: peer-as 65001;'],
    ['calico', 'Calico: BGPPeer spec.asNumber: 65001'],
    ['cilium', 'Cilium: CiliumBGPClusterConfig spec.bgpInstances[].peers[].peerASN: 65001'],
    ['metallb', 'MetalLB: BGPPeer spec.peerASN: 65001'],
    ['kube-router', 'kube-router: --peer-router-asns=65001'],
    ['junos', 'Junos: set protocols bgp group GROUP neighbor 192.168.10.1 peer-as 65001'],
    ['vyos', 'VyOS: set protocols bgp neighbor 192.168.10.1 remote-as 65001'],
    ['cisco', 'expects of 192.168.10.1 to 65001.'],
  ])('%s is told its command', (platform, text) => {
    expect(describeRemedy([action('set-peer-as', { ...places, as: 65001 })], on(platform))[0]).toContain(text);
  });

  test('only the side that has to act is told, and not what it cannot do', () => {
    const elsewhere = new Map<string, Platform>([[places.peer, 'frr']]);
    expect(describeRemedy([action('restart-session', places)], elsewhere)[0]).not.toContain('FRR');
    expect(describeRemedy([action('send-no-capabilities', places)], on('cilium'))).toEqual([]);
  });

  test('families by the name of the platform; a limit with room', () => {
    const families = ['ipv4-unicast', 'ipv6-unicast', 'l2vpn-evpn'];
    expect(describeRemedy([action('activate-families', { ...places, families })], on('frr'))[0]).toContain(
      'address-family ipv6 unicast; neighbor 192.168.10.1 activate; address-family l2vpn evpn;',
    );
    expect(describeRemedy([action('activate-families', { ...places, families: ['vpnv4'] })], on('gobgp'))[0]).toContain(
      'afi-safi-name = "l3vpn-ipv4-unicast"',
    );
    const strange = ['bgp-ls-link-state', 'l2vpn-vpls'];
    expect(describeRemedy([action('activate-families', { ...places, families: strange })], on('frr'))[0]).toMatch(
      /FRR: address-family FAMILY; neighbor 192\.168\.10\.1 activate$/,
    );
    expect(describeRemedy([action('raise-max-prefixes', { ...places, limit: 10 })], on('frr'))[0]).toContain(
      'maximum-prefix 20',
    );
  });

  test('every action has words, is used by a check, and its commands need no more than the two places', () => {
    const used = new Set(CHECKS.flatMap(({ docs }) => docs.remedy.map(({ id }) => id)));
    for (const [id, words] of Object.entries(WORDS)) {
      expect(words(places), id).toMatch(/^[A-Z].*[.`]$/);
      expect([...used], id).toContain(id);
    }
    for (const id of used)
      for (const { command } of commandsOf(action(id, places))) expect(command ?? '').not.toContain('undefined');
  });
});
