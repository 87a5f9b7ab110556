import type { IpFamily } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { plural } from '../words.ts';
import { type NodeDraft, NOT_APPLICABLE, defineNodeCheck, missing } from './define-node-check.ts';
import { IP_SYSCTL } from './references.ts';
import { settingOf } from './values.ts';

const FAMILIES: readonly IpFamily[] = ['ipv4', 'ipv6'];
const keyOf = (family: IpFamily): string => `net.${family}.fib_multipath_hash_policy`;

export const ecmpHashL3Only: Check = defineNodeCheck({
  id: 'sysctl/ecmp-hash-l3-only',
  severity: 'info',
  explains: [],
  docs: {
    what: 'Multipath routes exist, and fib_multipath_hash_policy is 0.',
    why: 'With 0 the kernel chooses the next hop by addresses alone: all connections of one pair take one path, and few pairs may load one path only. 1 takes protocol and ports in as well. It is no fault: 0 keeps fragments of a datagram together.',
    remedy: [
      action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: 'net.ipv4.fib_multipath_hash_policy=1' }),
      action('nothing-if-intended', { on: 'NODE', peer: 'NODE' }),
    ],
    references: [IP_SYSCTL],
  },
  parts: ['sysctl', 'routes'],
  judge(node) {
    const families = FAMILIES.filter((family) => multipathRoutes(node, family).length > 0);
    if (families.length === 0) return NOT_APPLICABLE;
    if (families.every((family) => settingOf(node, keyOf(family)) === null)) return missing(...families.map(keyOf));
    return families.flatMap((family) => judgeFamily(node, family));
  },
});

function judgeFamily(node: NodeSeen, family: IpFamily): NodeDraft[] {
  const setting = settingOf(node, keyOf(family));
  if (setting?.value !== '0') return [];
  const routes = multipathRoutes(node, family);
  const on = node.name;
  return [
    {
      title: `${on} chooses among the next hops of ${plural(routes.length, 'multipath route')} by addresses alone: ${setting.at.text}.`,
      cause:
        'All connections between two addresses take the same path, so that few talkers may fill one of several links.',
      evidence: [setting.at, ...routes.slice(0, 2).map(({ at }) => at)],
      remedy: [
        action('set-sysctl', { on, peer: on, setting: `${setting.key}=1` }),
        action('nothing-if-intended', { on, peer: on }),
      ],
    },
  ];
}

const multipathRoutes = ({ routes }: NodeSeen, family: IpFamily) =>
  (routes ?? []).filter((route) => route.family === family && route.nextHops.length > 1);
