import { expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { FAILED, run } from './fake-io.ts';

const OUTPUTS = `# node: worker-1
$ sysctl -a
net.ipv4.ip_forward = 0
net.ipv4.conf.all.forwarding = 0
net.ipv4.conf.cali1a2b3c4d5e6.forwarding = 0
`;

async function idsOf(...argv: readonly string[]): Promise<readonly string[]> {
  const { out } = await run([...argv, '--format', 'json', FAILED, '-'], { stdin: Buffer.from(OUTPUTS) });
  const { findings }: Report = JSON.parse(out);
  return findings.map(({ id }) => id).toSorted();
}

test('check judges packets and kernels in one report', async () => {
  expect(await idsOf('check')).toEqual(['bgp/mp-bgp-unsupported', 'sysctl/ip-forward-disabled']);
});

test('bgp leaves out what keeps no session down', async () => {
  expect(await idsOf('bgp')).toEqual(['bgp/mp-bgp-unsupported']);
});

test('with nothing to look at it says what there is', async () => {
  const { code, err } = await run(['check'], { env: { HOME: '/nonexistent' } });
  expect(code).toBe(2);
  expect(err).toMatch(/check was given nothing to look at[^\n]*\n {2}k8sdoctor check FILE…/);
});

const calicoStatus = (info: string): Buffer =>
  Buffer.from(`IPv4 BGP status
| PEER ADDRESS |     PEER TYPE     | STATE |  SINCE   |    INFO     |
| 10.0.0.2     | node-to-node mesh | up    | 09:00:00 | ${info} |
`);

test('a session whose state nobody tells is not called well', async () => {
  const { out: unclear } = await run(['check', '-'], { stdin: calicoStatus('Frobnicated') });
  expect(unclear).toMatch(
    /^\? Nothing wrong found in standard input, which does not say of 1 session whether\s+it is up/,
  );
  const { out: well } = await run(['check', '-'], { stdin: calicoStatus('Established') });
  expect(well).toMatch(/^[✓+] Nothing wrong in standard input/);
});
