import { describe, expect, test } from 'vitest';
import { nodesOf } from '../../src/evidence/nodes.ts';
import type { Cni } from '../../src/model/node.ts';
import { readPaste } from '../../src/parsers/recognise.ts';
import { output } from '../parsers/kernel/output.ts';

const nodes = (text: string, ...given: readonly Cni[]) =>
  nodesOf(
    readPaste(text, 'paste.txt').found.flatMap((found) => found.output.kernel ?? []),
    given,
  );
const cnisOf = (text: string, ...given: readonly Cni[]) => nodes(text, ...given)[0]?.cnis.map(({ cni }) => cni);

describe('nodes', () => {
  test('outputs of one name are one node, those without a name are their source', () => {
    const text =
      'net.ipv4.ip_forward = 1\n# node: a\nnet.ipv4.ip_forward = 0\n# node: b\n10.0.0.0/8 dev eth0\n# node: a\n10.0.0.0/8 dev eth0';
    expect(nodes(text)).toMatchObject([
      { name: 'paste.txt', routes: null },
      { name: 'a', routes: [{ at: { line: 7 } }] },
      { name: 'b', sysctl: null, routes: [{ at: { line: 5 } }] },
    ]);
  });

  test('of two readings the later one counts', () => {
    const [node] = nodes('# node: a\nnet.ipv4.ip_forward = 0\n# node: a\nnet.ipv4.ip_forward = 1');
    expect(node?.sysctl?.settings.get('net.ipv4.ip_forward')).toMatchObject({ value: '1', at: { line: 4 } });
  });
});

describe('the CNI is known by its links', () => {
  test.each([
    ['net.ipv4.conf.cali1a2b3c4d5e6.forwarding = 1', ['calico']],
    ['net.ipv4.conf.vxlan/calico.forwarding = 1', ['calico']],
    ['10.0.1.5 dev lxc0a1b2c3d4e5f scope link', ['cilium']],
    ['10.0.1.0/24 via 10.0.1.9 dev cilium_host proto kernel src 10.0.1.9', ['cilium']],
    ['10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink', ['flannel']],
    ['7: kube-bridge: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP group default', ['kube-router']],
    ['10.244.1.0/24 dev cni0 proto kernel scope link src 10.244.1.1', []],
    ['10.0.0.0/8 dev tunl0 proto kernel', []],
    ['10.0.0.0/8 dev calico0', []],
  ])('%s', (line, cnis) => {
    expect(cnisOf(line)).toEqual(cnis);
  });

  test('and by what the user says', () => {
    expect(cnisOf('10.244.2.0/24 dev flannel.1', 'metallb', 'flannel')).toEqual(['flannel', 'metallb']);
  });
});

describe('whose network namespace', () => {
  const pod = output('sysctl-pod.txt').join('\n');

  test.each([
    ['links of a CNI', output('sysctl-calico.txt').join('\n'), 'host'],
    ['keys of the first namespace', output('sysctl-init-namespace.txt').join('\n'), 'host'],
    ['a whole listing without either', pod, 'container'],
    ['the same, of a node by name: kind', `# node: kind-worker\n${pod}`, 'unknown'],
    ['a few keys', 'net.ipv4.ip_forward = 0', 'unknown'],
    ['lo and one more', 'net.ipv4.conf.lo.forwarding = 0\nnet.ipv4.conf.eth0.forwarding = 0', 'lonely'],
    ['lo and two more', 'net.ipv4.conf.eth1.forwarding = 0\nnet.ipv4.conf.eth0.forwarding = 0', 'unknown'],
  ])('%s', (_, text, namespace) => {
    expect(nodes(text)[0]?.namespace).toBe(namespace);
  });
});
