/** Tables of the kernel that are nearly full. */
import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck, missing } from './define-node-check.ts';
import { IP_SYSCTL } from './references.ts';
import { numberOf, settingOf } from './values.ts';

const NEAR = 0.9;
const COUNT = 'net.netfilter.nf_conntrack_count';
const MAX = 'net.netfilter.nf_conntrack_max';

export const conntrackNearLimit: Check = defineNodeCheck({
  id: 'sysctl/conntrack-near-limit',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'Connection tracking is nearly full: nf_conntrack_count is above 90 % of nf_conntrack_max.',
    why: 'A full table drops packets of new connections (“nf_conntrack: table full, dropping packet” in the kernel log), of pods and of BGP alike. kube-proxy sets nf_conntrack_max when it starts, from its conntrack.maxPerCore and conntrack.min.',
    remedy: [action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: `${MAX}=MORE` })],
    references: [
      {
        title: 'Linux: nf_conntrack sysctls',
        url: 'https://www.kernel.org/doc/html/latest/networking/nf_conntrack-sysctl.html',
      },
    ],
  },
  parts: ['sysctl'],
  judge(node) {
    const count = settingOf(node, COUNT);
    const max = settingOf(node, MAX) ?? settingOf(node, 'net.nf_conntrack_max');
    const [entries, limit] = [numberOf(count), numberOf(max)];
    if (count === null || max === null || entries === null || limit === null) return missing(COUNT, MAX);
    // 0 is no limit.
    if (limit === 0 || entries <= limit * NEAR) return [];
    return [
      {
        title: `${node.name} tracks ${entries} connections of at most ${limit} (${percent(entries, limit)}).`,
        cause: 'When the table is full, the kernel drops the packets of every new connection.',
        evidence: [count.at, max.at],
        remedy: [action('set-sysctl', { on: node.name, peer: node.name, setting: `${MAX}=${limit * 2}` })],
      },
    ];
  },
});

const THRESHOLDS = [
  { family: 'ipv4', key: 'net.ipv4.neigh.default.gc_thresh3' },
  { family: 'ipv6', key: 'net.ipv6.neigh.default.gc_thresh3' },
] as const;

export const neighbourTableNearLimit: Check = defineNodeCheck({
  id: 'sysctl/neighbour-table-near-limit',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'A node has more neighbour entries than 90 % of gc_thresh3, IPv4 or IPv6.',
    why: 'Above gc_thresh3 the kernel makes no new entry (“neighbour: arp_cache: neighbor table overflow!” in its log), so that addresses which are not in the table cannot be reached. Permanent entries, such as those of flannel, and those learnt by a control plane do not count. The table is one for all network namespaces of the node: what `ip neigh` shows of one of them is the least that is in it.',
    remedy: [action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: 'net.ipv4.neigh.default.gc_thresh3=MORE' })],
    references: [IP_SYSCTL],
  },
  parts: ['sysctl', 'neighbours'],
  judge(node) {
    const known = THRESHOLDS.filter(({ key }) => numberOf(settingOf(node, key)) !== null);
    if (known.length === 0) return missing(...THRESHOLDS.map(({ key }) => key));
    if (node.neighbours?.length === 0) return NOT_APPLICABLE;
    return known.flatMap(({ family, key }) => judgeTable(node, family, key));
  },
});

function judgeTable(node: NodeSeen, family: 'ipv4' | 'ipv6', key: string): NodeDraft[] {
  const setting = settingOf(node, key);
  const limit = numberOf(setting);
  if (setting === null || limit === null) return [];
  const counted = (node.neighbours ?? []).filter(
    ({ address, state, flags }) =>
      address.includes(':') === (family === 'ipv6') && state !== 'PERMANENT' && !flags.includes('extern_learn'),
  );
  if (counted.length <= limit * NEAR) return [];
  return [
    {
      title: `${node.name} has ${counted.length} ${family === 'ipv4' ? 'IPv4' : 'IPv6'} neighbours of at most ${limit} (${percent(counted.length, limit)}).`,
      cause: 'When the table is full, the kernel makes no entry for a new address: it cannot be reached.',
      evidence: [setting.at, ...counted.slice(0, 1).map(({ at }) => at)],
      remedy: [action('set-sysctl', { on: node.name, peer: node.name, setting: `${key}=${limit * 4}` })],
    },
  ];
}

const percent = (count: number, limit: number): string => `${Math.floor((count / limit) * 100)} %`;
