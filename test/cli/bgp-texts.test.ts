/** `bgp` of captures together with what commands printed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { FAILED, fixture, run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-bgp-texts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of a node of Calico with two peers; the second is the one of the capture. */
const status = (node: string, peer = '192.168.10.1'): string => `# node: ${node}
Calico process is running.

IPv4 BGP status
+--------------+-----------+-------+----------+--------------------------------+
| PEER ADDRESS | PEER TYPE | STATE |  SINCE   |              INFO              |
+--------------+-----------+-------+----------+--------------------------------+
| 10.7.5.2     | global    | start | 07:05:27 | Active Socket: Connection      |
|              |           |       |          | refused                        |
| ${peer} | global    | start | 07:05:27 | Idle Received: Unsupported     |
|              |           |       |          | optional parameter             |
+--------------+-----------+-------+----------+--------------------------------+
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function findingsOf(...argv: readonly string[]): Promise<readonly string[]> {
  const { out, err } = await run(['bgp', '--format', 'json', ...argv]);
  expect(err).toBe('');
  const { findings }: Report = JSON.parse(out);
  return findings.map(({ id, subject }) => `${id} ${subject.id}`);
}

test('what a daemon says of the session that was captured is no second finding; of others it is one', async () => {
  const found = await findingsOf(FAILED, file('status.txt', status('192.168.10.11')));
  expect(found.toSorted()).toEqual([
    'bgp/mp-bgp-unsupported 192.168.10.11-192.168.10.1',
    'calico/peer-not-established 192.168.10.11-10.7.5.2',
  ]);
});

test('another node has a session of its own with the same peer', async () => {
  const found = await findingsOf(FAILED, file('other.txt', status('192.168.10.12')));
  expect(found.filter((each) => each.startsWith('calico/peer-not-established'))).toHaveLength(2);
});

test('outputs alone, from standard input too', async () => {
  const { code, out } = await run(['bgp', '-q', '-'], { stdin: Buffer.from(status('worker-1')) });
  expect(code).toBe(1);
  expect(out).toContain('10.7.5.2');
});

test('a capture on standard input, and outputs of a file', async () => {
  const text = file('status.txt', status('192.168.10.11'));
  const { code, out } = await run(['bgp', '-q', '-', text], { stdin: readFileSync(FAILED) });
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('2/4') });
});

test('a text of which nothing is known is no reason to say nothing of the capture', async () => {
  const { code, out, err } = await run(['bgp', '-q', FAILED, file('notes.txt', 'hello\n')]);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toContain('2/4');
});

/** The router of the capture (192.168.10.1) as a node of its own, whose firewall drops what the other end sends. */
const ROUTER = `# node: tor-1
$ ip addr
2: eth0@if5: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff
    inet 192.168.10.1/24 scope global eth0
       valid_lft forever preferred_lft forever
$ calicoctl node status
Calico process is running.

IPv4 BGP status
+---------------+-----------+-------+----------+--------------------------------+
| PEER ADDRESS  | PEER TYPE | STATE |  SINCE   |              INFO              |
+---------------+-----------+-------+----------+--------------------------------+
| 192.168.10.11 | global    | start | 07:05:27 | Connect                        |
+---------------+-----------+-------+----------+--------------------------------+
$ iptables-save
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -s 192.168.10.11/32 -p tcp -m tcp --dport 179 -j DROP
COMMIT
`;

test('a firewall on the node that gives no answer is the one finding of that session', async () => {
  const found = await findingsOf(fixture('tcp/no-answer-bird.pcap'), file('tor-1.txt', ROUTER));
  expect(found).toEqual(['node/firewall-drops-bgp 192.168.10.11-192.168.10.1']);
});
