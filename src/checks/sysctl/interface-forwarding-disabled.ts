import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { list } from '../words.ts';
import { NOT_APPLICABLE, defineNodeCheck, missing } from './define-node-check.ts';
import { IPV4_FORWARDING } from './expectations.ts';
import { IP_SYSCTL } from './references.ts';
import { doubt, interfaceKey, isByBgp, isDefault, isUplinkName, latestOf, settingOf } from './values.ts';

const SHOWN = 5;

export const interfaceForwardingDisabled: Check = defineNodeCheck({
  id: 'sysctl/interface-forwarding-disabled',
  severity: 'error',
  explains: ['node/pods-unreachable'],
  docs: {
    what: 'Forwarding is on (net.ipv4.ip_forward is 1), but net.ipv4.conf.IFACE.forwarding is 0 on an interface by which packets of pods enter.',
    why:
      'The kernel asks the interface where a packet enters, not `all`. Writing conf.all.forwarding sets every interface only when it *changes*: with 1 there already, writing 1 again leaves an interface at 0. An interface that is made later begins with conf.default.forwarding. ' +
      'Looked at are the links of pods, bridges and tunnels of the CNI, and interfaces with routes learnt by BGP; not lo, docker0 or others that carry no pods, and not IPv6, where only `all` counts.',
    remedy: [
      action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: 'net.ipv4.conf.IFACE.forwarding=1' }),
      action('find-what-resets-sysctl', { on: 'NODE', peer: 'NODE', setting: 'net.ipv4.conf.IFACE.forwarding=1' }),
    ],
    references: [IP_SYSCTL],
  },
  parts: ['sysctl'],
  judge(node) {
    const { name: on } = node;
    const all = latestOf(node, IPV4_FORWARDING);
    if (all === null) return missing('net.ipv4.ip_forward');
    const names = podInterfaces(node);
    if (all.value === '0' || names.length === 0) return NOT_APPLICABLE;
    const settings = names.flatMap((name) => {
      const setting = settingOf(node, interfaceKey('ipv4', name, 'forwarding'));
      return setting === null ? [] : [{ name, setting }];
    });
    if (settings.length === 0) return missing('net.ipv4.conf.IFACE.forwarding');
    const wrong = settings.filter(({ setting }) => setting.value === '0');
    if (wrong.length === 0) return [];
    const shown = wrong.slice(0, SHOWN).map(({ name }) => name);
    const more = wrong.length > SHOWN ? ` and ${wrong.length - SHOWN} more` : '';
    return [
      {
        title: `${on} forwards no IPv4 packets that enter by ${list(shown)}${more}, though ip_forward is 1.`,
        cause: `The kernel asks conf.IFACE.forwarding of the interface where a packet enters. It stays at 0 when ip_forward is written as 1 again, since that sets interfaces only when it changes; an interface made later takes conf.default.forwarding.${doubt(node)}`,
        evidence: [...wrong.map(({ setting }) => setting.at), all.at],
        remedy: [
          ...wrong
            .slice(0, SHOWN)
            .map(({ setting }) => action('set-sysctl', { on, peer: on, setting: `${setting.key}=1` })),
          ...wrong
            .slice(0, 1)
            .map(({ setting }) => action('find-what-resets-sysctl', { on, peer: on, setting: `${setting.key}=1` })),
        ],
      },
    ];
  },
});

/** Where packets of pods enter, as far as names and routes tell. */
function podInterfaces(node: NodeSeen): readonly string[] {
  const uplinks = (node.routes ?? [])
    .filter((route) => route.family === 'ipv4' && isByBgp(route) && !isDefault(route))
    .flatMap(({ nextHops }) => nextHops.flatMap(({ via, device }) => (via === null || device === null ? [] : [device])))
    .filter((name) => isUplinkName(node, name) || name === 'tunl0');
  const links = [...node.links].filter(([, { role }]) => role !== 'host').map(([name]) => name);
  return [...new Set([...links, ...uplinks])];
}
