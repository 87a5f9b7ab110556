import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, defineNodeCheck, missing } from './define-node-check.ts';
import { BRIDGE_NF } from './expectations.ts';
import { CONTAINER_RUNTIMES, IP_SYSCTL } from './references.ts';
import { doubt, has, settingOf } from './values.ts';

const [KEY] = BRIDGE_NF;
const SETTING = `${KEY}=1`;
/** Of the same kind, always there: who printed these and not the other has no such key. */
const WHOLE = ['kernel.hostname', 'net.core.somaxconn', 'net.ipv4.ip_forward'];

export const bridgeNfDisabled: Check = defineNodeCheck({
  id: 'sysctl/bridge-nf-disabled',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'Pods hang on a Linux bridge, and net.bridge.bridge-nf-call-iptables is 0, or missing since br_netfilter is not loaded.',
    why: 'Packets between two pods of one bridge then pass by iptables. A pod that calls a service whose endpoint is on its own node gets the answer straight from that pod, from an address that it never called, and drops it. It shows with flannel, kube-router and other users of the bridge plugin, and kube-proxy in iptables or IPVS mode; not with Calico and Cilium, which have no bridge.',
    remedy: [
      action('load-br-netfilter', { on: 'NODE', peer: 'NODE' }),
      action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
      action('persist-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
    ],
    references: [CONTAINER_RUNTIMES, IP_SYSCTL],
  },
  parts: ['sysctl'],
  judge(node) {
    const { name: on, sysctl } = node;
    const bridge = [...node.links.values()].find(({ role }) => role === 'bridge');
    if (has(node, 'calico', 'cilium') || (bridge === undefined && !has(node, 'flannel', 'kube-router'))) {
      return NOT_APPLICABLE;
    }
    const setting = settingOf(node, KEY);
    const absent = sysctl?.absent.get(KEY) ?? null;
    if (setting !== null && setting.value !== '0') return [];
    const isWhole = WHOLE.every((key) => sysctl?.settings.has(key) === true);
    if (setting === null && absent === null && !isWhole) return missing(KEY);
    const places = { on, peer: on, setting: SETTING };
    const seen = setting?.at ?? absent?.at ?? settingOf(node, 'net.ipv4.ip_forward')?.at;
    return [
      {
        title:
          setting === null
            ? `${on} has no ${KEY}: the module br_netfilter is not loaded.`
            : `Bridged packets pass by iptables on ${on}: ${setting.at.text}.`,
        cause: `Pods of one bridge then talk past kube-proxy and network policies: a service whose endpoint is on the node of the caller answers from an address that the caller does not expect.${doubt(node)}`,
        evidence: [...(seen === undefined ? [] : [seen]), ...(bridge === undefined ? [] : [bridge.at])],
        remedy: [
          ...(setting === null ? [action('load-br-netfilter', { on, peer: on })] : []),
          action('set-sysctl', places),
          action('persist-sysctl', places),
        ],
      },
    ];
  },
});
