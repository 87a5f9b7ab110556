import type { LinkManager } from '../../model/manager.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck, missing } from '../sysctl/define-node-check.ts';
import { isByBgp } from '../sysctl/values.ts';
import { CALICO_NETWORK_MANAGER, NETWORKD } from './references.ts';
import { some } from './words.ts';

export const foreignManager: Check = defineNodeCheck({
  id: 'route/foreign-manager',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'A manager of links is in the way: systemd-networkd is set to remove routes that others made, or NetworkManager manages links of the CNI.',
    why:
      'With ManageForeignRoutes=yes, its default, systemd-networkd removes routes that it did not configure whenever it configures a link again (seen of 252 at `networkctl reload` with another .network file; some versions at each start): those of BIRD, FRR and kube-router too. It matters where networkd manages links of the node (`networkctl` says configured). ' +
      'NetworkManager changes routes and addresses of the links that it manages; those of a CNI are to be unmanaged. “connected (externally)” and “unmanaged” are harmless.',
    remedy: [
      action('keep-foreign-routes', { on: 'NODE', peer: 'NODE' }),
      action('unmanage-links', { on: 'NODE', peer: 'LINK', device: 'cali*' }),
    ],
    references: [NETWORKD, CALICO_NETWORK_MANAGER],
  },
  parts: ['routes'],
  judge(node) {
    const { managers } = node;
    if (managers.length === 0) return missing('networkctl and networkd.conf, or nmcli device');
    if (node.cnis.length === 0 && !(node.routes ?? []).some(isByBgp)) return NOT_APPLICABLE;
    return [...byNetworkd(node, managers), ...byNetworkManager(node, managers)];
  },
});

function byNetworkd(node: NodeSeen, managers: readonly LinkManager[]): NodeDraft[] {
  const told = managers.filter(({ what }) => what === 'foreign-routes').at(-1);
  const silent = managers.find(({ what }) => what === 'default');
  const managed = managers.filter((each) => each.manager === 'systemd-networkd' && each.what === 'link' && each.isOn);
  // What is not said counts as yes, but only where networkd has anything to do.
  const setting = told ?? (managed.length > 0 ? silent : undefined);
  if (setting === undefined || !setting.isOn) return [];
  const on = node.name;
  return [
    {
      title: `systemd-networkd of ${on} ${told === undefined ? 'removes routes of others by default' : 'is set to remove routes of others'}.`,
      cause:
        'When it configures a link again (a start, `networkctl reload`), routes by BGP and of the CNI are gone until their daemon notices.',
      evidence: [setting.at, ...managed.slice(0, 3).map(({ at }) => at)],
      remedy: [action('keep-foreign-routes', { on, peer: on })],
    },
  ];
}

function byNetworkManager(node: NodeSeen, managers: readonly LinkManager[]): NodeDraft[] {
  const wrong = managers.filter(
    ({ manager, device, isOn }) => manager === 'NetworkManager' && isOn && device !== null && node.links.has(device),
  );
  if (wrong.length === 0) return [];
  const on = node.name;
  const devices = wrong.flatMap(({ device }) => device ?? []);
  return [
    {
      title: `NetworkManager of ${on} manages ${some(devices)}, ${devices.length === 1 ? 'a link' : 'links'} of the CNI.`,
      cause: 'It sets addresses and routes of the links that it manages, over what the CNI has set.',
      evidence: wrong.map(({ at }) => at),
      remedy: [action('unmanage-links', { on, peer: on })],
    },
  ];
}
