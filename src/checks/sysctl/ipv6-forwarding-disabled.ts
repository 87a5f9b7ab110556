import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, defineNodeCheck, missing } from './define-node-check.ts';
import { EXPECTATIONS, IPV6_FORWARDING } from './expectations.ts';
import { BRIDGE_PLUGIN, CILIUM, FELIX, IP_SYSCTL } from './references.ts';
import { doubt, has, ipv6PodRoutes, latestOf } from './values.ts';

const SETTING = 'net.ipv6.conf.all.forwarding=1';

export const ipv6ForwardingDisabled: Check = defineNodeCheck({
  id: 'sysctl/ipv6-forwarding-disabled',
  severity: 'error',
  explains: ['node/pods-unreachable'],
  docs: {
    what: 'The node has IPv6 routes to pods, and net.ipv6.conf.all.forwarding is 0.',
    why: 'The node drops every IPv6 packet that is not for itself. Of IPv6 only `all` decides; conf.IFACE.forwarding is about router advertisements there. With forwarding on, an interface that gets its default route from router advertisements needs accept_ra=2 (sysctl/accept-ra-with-forwarding).',
    remedy: [
      action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
      action('persist-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
      action('find-what-resets-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
    ],
    references: [IP_SYSCTL, FELIX, CILIUM, BRIDGE_PLUGIN],
  },
  parts: ['sysctl'],
  judge(node) {
    const setting = latestOf(node, IPV6_FORWARDING);
    if (setting === null) return missing('net.ipv6.conf.all.forwarding');
    if (setting.value !== '0') return [];
    if (!(node.routes ?? []).some(({ family }) => family === 'ipv6')) return missing('ip -6 route');
    const routes = ipv6PodRoutes(node);
    if (routes.length === 0) return NOT_APPLICABLE;
    const writers = EXPECTATIONS.filter(({ cni, keys }) => keys[0] === IPV6_FORWARDING[0] && has(node, cni));
    const told = writers.map(({ writer }) => `${writer[0]?.toUpperCase()}${writer.slice(1)}. `).join('');
    const places = { on: node.name, peer: node.name, setting: SETTING };
    return [
      {
        title: `${node.name} has IPv6 routes to pods and does not forward IPv6 packets: ${setting.at.text}.`,
        cause: `Packets from and to pods are dropped instead of forwarded. ${told}`.trim() + doubt(node),
        evidence: [setting.at, ...routes.slice(0, 3).map(({ at }) => at)],
        remedy: [
          action('set-sysctl', places),
          action('persist-sysctl', places),
          action('find-what-resets-sysctl', places),
        ],
      },
    ];
  },
});
