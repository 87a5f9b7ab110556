import { describe, expect, test } from 'vitest';
import { ipForwardDisabled } from '../../../src/checks/sysctl/ip-forward-disabled.ts';
import { output } from '../../parsers/kernel/output.ts';
import { evaluate, findingsOf, outcomeOf } from './node.ts';

const calico = output('sysctl-calico.txt').join('\n');
const off = calico.replaceAll(/^(net\.ipv4\.(?:ip_forward|conf\.\S+\.forwarding)) = 1$/gm, '$1 = 0');

describe('sysctl/ip-forward-disabled', () => {
  test('names the switch by both names, and who sets it: Felix, of a node with links of Calico', () => {
    const { check, findings } = evaluate(ipForwardDisabled, off);
    expect(check).toEqual({ id: 'sysctl/ip-forward-disabled', outcome: 'failed' });
    expect(findings).toMatchObject([
      {
        severity: 'error',
        subject: { kind: 'node', id: 'paste.txt' },
        cause: expect.stringMatching(/Felix writes 1 when it starts.*ipForwarding/),
        evidence: [
          { line: 364, text: 'net.ipv4.ip_forward = 0' },
          { text: 'net.ipv4.conf.all.forwarding = 0' },
          { text: expect.stringContaining('cali') },
        ],
      },
    ]);
    expect(findings[0]?.cause).not.toMatch(/does not prove|bridge plugin/);
    expect(findings[0]?.remedy).toEqual([
      'Set it on paste.txt now: `sysctl -w net.ipv4.ip_forward=1`',
      "And for the next boot of paste.txt: `echo 'net.ipv4.ip_forward = 1' >> /etc/sysctl.d/99-zz-kubernetes.conf`",
      expect.stringContaining('sysctl --system'),
    ]);
  });

  test.each([
    ['calico', /Felix/],
    ['cilium', /the agent of Cilium writes 1 when it starts/],
    ['flannel', /bridge plugin.*something reset it/],
    ['kube-router', /bridge plugin/],
    ['metallb', /MetalLB does not set it/],
  ] as const)('under %s', (cni, cause) => {
    expect(findingsOf(ipForwardDisabled, '# node: worker-1\nnet.ipv4.conf.all.forwarding = 0', cni)).toMatchObject([
      { severity: 'error', subject: { kind: 'node', id: 'worker-1' }, cause: expect.stringMatching(cause) },
    ]);
  });

  test('MetalLB beside a CNI leaves it to the CNI', () => {
    const [finding] = findingsOf(ipForwardDisabled, 'net.ipv4.ip_forward=0', 'flannel', 'metallb');
    expect(finding?.cause).toMatch(/bridge plugin/);
    expect(finding?.cause).not.toMatch(/MetalLB/);
  });

  test('says that nothing proves whose namespace it is, where nothing does', () => {
    expect(findingsOf(ipForwardDisabled, 'net.ipv4.ip_forward = 0', 'calico')[0]?.cause).toMatch(/does not prove/);
    const lonely =
      'net.ipv4.conf.all.forwarding = 0\nnet.ipv4.conf.eth0.forwarding = 0\nnet.ipv4.conf.lo.forwarding = 0';
    expect(findingsOf(ipForwardDisabled, lonely, 'calico')).toMatchObject([
      { severity: 'warning', cause: expect.stringMatching(/Only lo and one more interface/) },
    ]);
    expect(findingsOf(ipForwardDisabled, `# node: worker-1\n${lonely}`, 'calico')).toMatchObject([
      { severity: 'error' },
    ]);
  });

  test.each([
    ['1', calico, []],
    ['1 under flannel', 'net.ipv4.conf.all.forwarding = 1\nnet.ipv4.ip_forward = 1', ['flannel']],
    ['0 before, 1 later', 'net.ipv4.ip_forward = 0\n# later\nnet.ipv4.ip_forward = 1', ['calico']],
    [
      '0 of a container, 1 of the node',
      calico.replace('net.ipv4.conf.lo.forwarding = 1', 'net.ipv4.conf.lo.forwarding = 0'),
      [],
    ],
  ] as const)('passes with %s', (_, paste, cnis) => {
    expect(outcomeOf(ipForwardDisabled, paste, ...cnis).outcome).toBe('passed');
  });

  test("does not judge a pod's own namespace, a machine without a CNI, or other keys", () => {
    const pod = output('sysctl-pod.txt').join('\n');
    expect(outcomeOf(ipForwardDisabled, pod, 'calico')).toMatchObject({
      outcome: 'skipped',
      missing: ["values of the node's own network namespace"],
    });
    expect(outcomeOf(ipForwardDisabled, 'net.ipv4.ip_forward = 0')).toMatchObject({ missing: ['the CNI (--cni)'] });
    expect(outcomeOf(ipForwardDisabled, 'vm.swappiness = 10', 'calico')).toMatchObject({
      missing: ['net.ipv4.ip_forward'],
    });
    expect(ipForwardDisabled.evaluate({}).check).toMatchObject({ outcome: 'skipped', missing: ['sysctl'] });
  });

  test('the first namespace is told by keys that only it has', () => {
    const first = output('sysctl-init-namespace.txt').join('\n');
    expect(findingsOf(ipForwardDisabled, first, 'flannel')[0]?.cause).not.toMatch(/does not prove/);
  });
});
