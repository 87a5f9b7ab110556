import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck, missing } from './define-node-check.ts';
import { IP_SYSCTL } from './references.ts';
import { doubt, interfaceKey, isDefault, isUplinkName, latestOf, settingOf } from './values.ts';

export const acceptRaWithForwarding: Check = defineNodeCheck({
  id: 'sysctl/accept-ra-with-forwarding',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'IPv6 forwarding is on, accept_ra is 1 on an uplink with a global IPv6 network, and no IPv6 default route is there.',
    why: 'An interface that forwards takes no router advertisements with accept_ra=1, only with 2; and when forwarding is turned on, the kernel removes the default routes that it had from them. So a CNI that turns IPv6 forwarding on takes the default route of a node that lives by router advertisements. Programs that handle advertisements themselves (systemd-networkd, NetworkManager) set accept_ra to 0 and are not concerned, nor is a node with any other default route.',
    remedy: [
      action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: 'net.ipv6.conf.IFACE.accept_ra=2' }),
      action('persist-sysctl', { on: 'NODE', peer: 'NODE', setting: 'net.ipv6.conf.IFACE.accept_ra=2' }),
    ],
    references: [IP_SYSCTL],
  },
  parts: ['sysctl', 'routes'],
  judge(node) {
    const forwarding = latestOf(node, ['net.ipv6.conf.all.forwarding']);
    if (forwarding === null) return missing('net.ipv6.conf.all.forwarding');
    if (forwarding.value === '0') return NOT_APPLICABLE;
    const routes = (node.routes ?? []).filter(({ family, type }) => family === 'ipv6' && type === 'unicast');
    if (routes.length === 0) return missing('ip -6 route');
    if (routes.some((route) => isDefault(route))) return [];
    const uplinks = uplinksOf(node).filter(({ name }) => {
      const own = settingOf(node, interfaceKey('ipv6', name, 'forwarding'));
      return own === null || own.value !== '0';
    });
    if (uplinks.length === 0) return NOT_APPLICABLE;
    const wrong = uplinks.flatMap(({ name, at }) => {
      const setting = settingOf(node, interfaceKey('ipv6', name, 'accept_ra'));
      return setting?.value === '1' ? [{ name, at, setting }] : [];
    });
    return wrong.map(({ name, at, setting }): NodeDraft => {
      const places = { on: node.name, peer: node.name, setting: `${setting.key}=2` };
      return {
        severity: 'error',
        title: `${node.name} has no IPv6 default route, and ${name} takes no router advertisements: it forwards, and accept_ra is 1.`,
        cause: `With forwarding on, accept_ra=1 means no; the default route that ${name} had from router advertisements was removed when forwarding was turned on, and does not come back.${doubt(node)}`,
        evidence: [forwarding.at, setting.at, at],
        remedy: [action('set-sysctl', places), action('persist-sysctl', places)],
      };
    });
  },
});

/** Interfaces of the node with a global IPv6 network on the link. */
function uplinksOf(node: NodeSeen) {
  const seen = new Map(
    (node.routes ?? [])
      .filter(
        ({ family, type, protocol }) => family === 'ipv6' && type === 'unicast' && /^(?:kernel|ra)$/.test(protocol),
      )
      .filter(({ destination }) => /^[23]/.test(destination))
      .flatMap(({ nextHops, at }) =>
        nextHops.flatMap(({ device, via }) => (device === null || via !== null ? [] : [[device, at] as const])),
      ),
  );
  return [...seen].filter(([name]) => isUplinkName(node, name)).map(([name, at]) => ({ name, at }));
}
