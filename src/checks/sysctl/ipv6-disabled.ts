import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { list } from '../words.ts';
import { NOT_APPLICABLE, defineNodeCheck, missing } from './define-node-check.ts';
import { IP_SYSCTL } from './references.ts';
import { doubt, interfaceKey, ipv6PodRoutes, settingOf } from './values.ts';

const SETTING = 'net.ipv6.conf.IFACE.disable_ipv6=0';

export const ipv6Disabled: Check = defineNodeCheck({
  id: 'sysctl/ipv6-disabled',
  severity: 'error',
  explains: [],
  docs: {
    what: 'The node has IPv6 routes to pods, and disable_ipv6 is 1 on a bridge or tunnel of the CNI.',
    why: 'An interface with disable_ipv6 has no IPv6 address and takes no IPv6 packet. Writing conf.all.disable_ipv6 sets every interface at that time; one that is made later begins with conf.default.disable_ipv6. Setting it to 0 again makes the link-local address anew; other addresses have to be added again, which the agent of the CNI does when it starts.',
    remedy: [
      action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
      action('find-what-resets-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
    ],
    references: [IP_SYSCTL],
  },
  parts: ['sysctl', 'routes'],
  judge(node) {
    const on = node.name;
    if (ipv6PodRoutes(node).length === 0) {
      return node.routes?.some(({ family }) => family === 'ipv6') === true ? NOT_APPLICABLE : missing('ip -6 route');
    }
    const names = [...node.links]
      .filter(([, { role }]) => role === 'bridge' || role === 'tunnel')
      .map(([name]) => name);
    const settings = names.flatMap((name) => {
      const setting = settingOf(node, interfaceKey('ipv6', name, 'disable_ipv6'));
      return setting === null ? [] : [{ name, setting }];
    });
    if (names.length === 0) return NOT_APPLICABLE;
    if (settings.length === 0) return missing('net.ipv6.conf.IFACE.disable_ipv6');
    const wrong = settings.filter(({ setting }) => setting.value === '1');
    if (wrong.length === 0) return [];
    return [
      {
        title: `IPv6 is disabled on ${list(wrong.map(({ name }) => name))} of ${on}, which has IPv6 routes to pods.`,
        cause: `An interface with disable_ipv6 has no IPv6 address and takes no IPv6 packet.${doubt(node)}`,
        evidence: [
          ...wrong.map(({ setting }) => setting.at),
          ...ipv6PodRoutes(node)
            .slice(0, 2)
            .map(({ at }) => at),
        ],
        remedy: wrong.flatMap(({ setting }) => [
          action('set-sysctl', { on, peer: on, setting: `${setting.key}=0` }),
          action('find-what-resets-sysctl', { on, peer: on, setting: `${setting.key}=0` }),
        ]),
      },
    ];
  },
});
