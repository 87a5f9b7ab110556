import type { Setting } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { list } from '../words.ts';
import { NOT_APPLICABLE, missing, withoutNodes } from './define-node-check.ts';
import { EXPECTATIONS, SHARED_KEYS } from './expectations.ts';
import { IP_SYSCTL } from './references.ts';
import { has, latestOf } from './values.ts';

const SHOWN = 4;

const defined: Check = defineCheck({
  id: 'sysctl/drift',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'Nodes with the same CNI disagree on a value that matters to it, though none of them is wrong by itself.',
    why: 'Pods then behave by the node where they run, which is hard to see from within the cluster. Compared are the keys that a CNI needs, and some that change paths or limits: reverse path filter, multipath hash, ARP, neighbour tables, IPVS. A value that is wrong for the CNI has a finding of its own. `k8sdoctor sysctl --diff NODE NODE` shows all keys in which two nodes differ.',
    remedy: [
      action('agree-on-sysctl', { on: 'NODE', peer: 'NODE', setting: 'KEY=VALUE' }),
      action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: 'KEY=VALUE' }),
    ],
    references: [IP_SYSCTL],
  },
  needs: ['nodes'],
  run({ nodes }) {
    const hosts = nodes.filter(({ sysctl, namespace }) => sysctl !== null && namespace !== 'container');
    if (hosts.length < 2) return nodes.length < 2 ? NOT_APPLICABLE : missing('sysctl of two nodes');
    const groups = new Map<string, NodeSeen[]>();
    for (const node of hosts) {
      const role = node.cnis
        .map(({ cni }) => cni)
        .toSorted()
        .join();
      groups.set(role, [...(groups.get(role) ?? []), node]);
    }
    return [...groups.values()].flatMap((group) => KEYS.flatMap((keys) => compare(group, keys)));
  },
});

export const drift: Check = withoutNodes(defined, ['sysctl']);

/** Each switch once, by all its names. */
const KEYS: readonly (readonly string[])[] = [
  ...new Map(EXPECTATIONS.map(({ keys }) => [keys[0], keys])).values(),
  ...SHARED_KEYS.map((key) => [key]),
];

interface Reading {
  readonly node: NodeSeen;
  readonly setting: Setting;
}

function compare(nodes: readonly NodeSeen[], keys: readonly string[]): Draft[] {
  const readings = nodes.flatMap((node): Reading[] => {
    const setting = latestOf(node, keys);
    return setting === null ? [] : [{ node, setting }];
  });
  const values = new Map<string, Reading[]>();
  for (const reading of readings) {
    const { value } = reading.setting;
    values.set(value, [...(values.get(value) ?? []), reading]);
  }
  if (values.size < 2 || readings.some((reading) => isWrong(reading, keys))) return [];
  const [key = ''] = keys;
  const sorted = [...values].toSorted(([, a], [, b]) => b.length - a.length);
  const [[common, most] = ['', []]] = sorted;
  const few = sorted.slice(1).flatMap(([, some]) => some);
  const isMajority = most.length > few.length;
  return [
    {
      title: `Nodes disagree on ${key}: ${sorted.map(([value, some]) => `${value} on ${namesOf(some)}`).join('; ')}.`,
      cause: 'Pods behave by the node on which they run. None of these values is wrong by itself.',
      subject: { kind: 'network', id: key },
      blame: null,
      evidence: sorted.flatMap(([, some]) => some.slice(0, SHOWN).map(({ setting }) => setting.at)),
      remedy: [
        action('agree-on-sysctl', { on: 'every node', peer: 'every node', setting: `${key}=` }),
        ...(isMajority ? few.slice(0, SHOWN) : []).map(({ node }) =>
          action('set-sysctl', { on: node.name, peer: node.name, setting: `${key}=${common}` }),
        ),
      ],
    },
  ];
}

function namesOf(readings: readonly Reading[]): string {
  const names = readings.map(({ node }) => node.name);
  return names.length <= SHOWN ? list(names) : `${list(names.slice(0, SHOWN))} and ${names.length - SHOWN} more`;
}

/** Its own finding tells it, and which value is right. */
const isWrong = ({ node, setting }: Reading, keys: readonly string[]): boolean =>
  EXPECTATIONS.some((each) => each.keys[0] === keys[0] && has(node, each.cni) && !each.right.includes(setting.value));
