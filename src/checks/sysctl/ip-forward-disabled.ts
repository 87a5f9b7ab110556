import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { defineNodeCheck, missing } from './define-node-check.ts';
import { EXPECTATIONS, IPV4_FORWARDING } from './expectations.ts';
import { BRIDGE_PLUGIN, CILIUM, FELIX, IP_SYSCTL } from './references.ts';
import { doubt, latestOf, settingOf } from './values.ts';

const SETTING = 'net.ipv4.ip_forward=1';

export const ipForwardDisabled: Check = defineNodeCheck({
  id: 'sysctl/ip-forward-disabled',
  severity: 'error',
  explains: ['sysctl/interface-forwarding-disabled', 'node/pods-unreachable'],
  docs: {
    what: 'On a node that routes pods, net.ipv4.ip_forward (the same switch as net.ipv4.conf.all.forwarding) is 0.',
    why:
      'The node drops every IPv4 packet that is not for itself: pods do not reach other nodes, nor each other where the CNI routes between them; with Calico they do not even get an answer to their ARP for 169.254.1.1. ' +
      'Writing either name sets both, and conf.IFACE.forwarding of every interface. Who writes 1 differs: Felix and the agent of Cilium when they start, the CNI bridge plugin (flannel, kube-router) whenever it sets up a pod. ' +
      'So a 0 is mostly a later reset: `sysctl --system` with a hardening file, Docker, a configuration tool. In a network namespace of a pod 0 is normal (Calico writes it there), so the values must be those of the node itself.',
    remedy: [
      action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
      action('persist-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
      action('find-what-resets-sysctl', { on: 'NODE', peer: 'NODE', setting: SETTING }),
    ],
    references: [IP_SYSCTL, FELIX, CILIUM, BRIDGE_PLUGIN],
  },
  parts: ['sysctl'],
  judge(node) {
    const { name: on, cnis } = node;
    const latest = latestOf(node, IPV4_FORWARDING);
    if (latest === null) return missing('net.ipv4.ip_forward');
    if (latest.value !== '0') return [];
    if (cnis.length === 0) return missing('the CNI (--cni)');
    const wanted = EXPECTATIONS.filter(
      ({ cni, keys }) => keys[0] === SETTING.split('=')[0] && cnis.some((seen) => seen.cni === cni),
    );
    // MetalLB beside a CNI leaves it to the CNI.
    const told = wanted.length > 1 ? wanted.filter(({ cni }) => cni !== 'metallb') : wanted;
    const places = { on, peer: on, setting: SETTING };
    return [
      {
        title: `${on} does not forward IPv4 packets: ${latest.at.text}.`,
        cause: `${told
          .map(({ because }) => because)
          .filter(isFirst)
          .map(capitalised)
          .join(
            '; ',
          )}. ip_forward and conf.all.forwarding are one switch; ${told.map(({ writer }) => writer).join('; ')}.${doubt(node)}`,
        references: [IP_SYSCTL, ...told.map(({ source }) => source)],
        evidence: [
          ...IPV4_FORWARDING.flatMap((key) => settingOf(node, key) ?? [])
            .filter(({ value }) => value === '0')
            .map(({ at }) => at),
          ...cnis.flatMap(({ at }) => at ?? []).slice(0, 2),
        ],
        remedy: [
          action('set-sysctl', places),
          action('persist-sysctl', places),
          action('find-what-resets-sysctl', places),
        ],
      },
    ];
  },
});

const isFirst = (text: string, index: number, all: readonly string[]): boolean => all.indexOf(text) === index;
const capitalised = (text: string, index: number): string =>
  index === 0 ? text[0]?.toUpperCase() + text.slice(1) : text;
