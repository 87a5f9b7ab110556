import { gzipSync } from 'node:zlib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { HEALTHY, run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const output = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/outputs/status/${name}`, import.meta.url));
const UP = output('bird6-protocols-all.txt');
const DOWN = output('frr-neighbors-json.txt');
const PLAIN = { env: { LANG: 'C.UTF-8', NO_COLOR: '1' } };
const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
const ROW = '| 10.0.0.2 | global | start | 07:05:27 | Active Socket: Connection refused |\n';

test('a speaker without a session is not passed over in silence', async () => {
  const text = `worker-1# vtysh -c "show bgp summary"
% No BGP neighbors found in VRF default
# node: worker-2
$ kubectl exec -n metallb-system speaker-b -c frr -- vtysh -c "show bgp neighbors json"
{
}
# node: worker-3
Calico process is running.

IPv4 BGP status
${ROW}
IPv6 BGP status
No IPv6 peers found.
`;
  const { out } = await run(['status', '-q', '-'], { stdin: octets(text) });
  expect(out).toContain(`i worker-1: frr has no BGP session: “% No BGP neighbors found in VRF default”
i worker-2: metallb has no BGP session: “{}”
`);
  expect(out).not.toContain('i worker-3');
  const json = await run(['status', '-', '--format', 'json'], { stdin: octets('% BGP instance not found\n') });
  const report: Report = JSON.parse(json.out);
  expect(report.withoutSession).toMatchObject([{ daemon: 'frr', state: 'no-session', line: 1 }]);
  expect(json.code).toBe(0);
});

const IDLE = [
  '# node: a\nBIRD 2.0.12 ready.\nName       Proto      Table      State  Since         Info\ndevice1    Device     ---        up     10:00:00.000  ',
  '# node: b\nPeer AS Up/Down State       |#Received  Accepted',
  '# node: c\nLocal AS   Peer AS   Peer Address   Session   Uptime   Family   Received   Advertised',
];
test.each(['text', 'markdown', 'html'])('speakers without a session are named in %s', async (format) => {
  const { code, out } = await run(['status', '-', '--format', format], {
    stdin: new TextEncoder().encode(IDLE.join('\n')),
  });
  expect(code).toBe(0);
  for (const words of ['a: bird has no BGP session', 'b: gobgp has no BGP session', 'c: cilium has no BGP session'])
    expect(out).toContain(words);
});

test('a protocol of BIRD that is shown alone says nothing of others', async () => {
  const kernel =
    'BIRD 2.0.12 ready.\nName       Proto      Table      State  Since         Info\nkernel1    Kernel     master4    up     10:00:00.000  ';
  const { out } = await run(['status', '-'], { stdin: new TextEncoder().encode(kernel) });
  expect(out).not.toContain('no BGP session');
});

describe('exit codes', () => {
  test.each([
    ['all established', [UP], 0],
    ['some not', [DOWN], 1],
    ['some not, which may be', [DOWN, '--fail-on', 'never'], 0],
    ['one of two unreadable', [UP, '/nonexistent'], 3],
    ['none readable', ['/nonexistent'], 2],
    ['a capture', [HEALTHY], 2],
    ['no input', [], 2],
  ])('%s', async (_, argv, code) => {
    expect((await run(['status', ...argv], { env: { HOME: '/nonexistent' } })).code).toBe(code);
  });
});

test('standard input: pbpaste | k8sdoctor status -', async () => {
  const { code, out } = await run(['status', '-'], { stdin: octets(ROW) });
  expect(code).toBe(1);
  expect(out).toBe(`✗ 0 of 1 session Established, 1 not; as told by 1 speaker.

  SPEAKER         DAEMON  PEER      NAME    STATE   SINCE
✗ standard input  calico  10.0.0.2  global  Active  07:05:27
    Socket: Connection refused: the peer’s host answers and nothing accepts BGP
    there: its daemon is down, or does not listen for this speaker

✗ error: calico/peer-not-established, session standard input-10.0.0.2
  Observed  standard input has no session with 10.0.0.2: Active, “Socket:
            Connection refused”.
  Cause     That means: the peer’s host answers and nothing accepts BGP there:
            its daemon is down, or does not listen for this speaker.
  Evidence  standard input
            line 1
              | 10.0.0.2 | global | start | 07:05:27 | Active Socket: Connection
              refused |
  To do     1. Start the BGP daemon of 10.0.0.2, or let it listen on TCP port
               179 for standard input (\`ss -ltnp\` shows who has the port); if it
               is not meant to listen, let it open the connection itself.
            2. Configure standard input as a neighbour on 10.0.0.2: with exactly
               this address, which is the one that it sends from.
            3. Capture on the node of standard input for a minute, which shows
               what is said: \`tcpdump -U -i any -w bgp.pcap tcp port 179 or icmp
               or icmp6\`, then \`k8sdoctor bgp --pcap bgp.pcap\`.
  See       RFC 4271 §8.2.2
            https://www.rfc-editor.org/rfc/rfc4271#section-8.2.2
            calicoctl node status
            https://docs.tigera.io/calico/latest/reference/calicoctl/node/status
`);
});

test('no line is wider than the terminal, and a narrow one loses no fact of a session that is down', async () => {
  const narrow = await run(['status', DOWN, UP], { ...PLAIN, terminal: { columns: 80 } });
  const wide = await run(['status', DOWN, UP], { ...PLAIN, terminal: { columns: 160 } });
  expect(Math.max(...narrow.out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(wide.out).toMatch(/SPEAKER +DAEMON +ADDRESS +AS +PEER +NAME +PEER AS +STATE +SINCE +IN +OUT/);
  expect(narrow.out).toContain('address 10.7.2.1');
});

test('both ends stand together', async () => {
  const { out } = await run(['status', '-q', DOWN, UP], { ...PLAIN, terminal: { columns: 160 } });
  expect(out).toMatch(/✓ 10\.7\.0\.1 .* 10\.7\.6\.2 .*\n✓└bird6-protocols-all\.txt .* 10\.7\.6\.1 /);
});

test('many nodes are a matrix, and only the sessions that are down a table', async () => {
  const nodes = Array.from({ length: 20 }, (_, n) => n);
  const text = nodes
    .map((n) => {
      const rows = nodes
        .filter((m) => m !== n)
        .map(
          (m) =>
            `| 10.0.0.${m} | node-to-node mesh | ${n === 3 && m === 7 ? 'start | 1:00:00 | Active' : 'up | 1:00:00 | Established'} |`,
        );
      return `# node: w${n}\n${rows.join('\n')}\n`;
    })
    .join('');
  const { out } = await run(['status', '-q', '-'], { stdin: octets(text) });
  expect(out).toContain('379 of 380 sessions Established, 1 not; as told by 20 speakers');
  expect(out.split('\n').filter((line) => /^ {2}w\d+ .*[✓✗]/.test(line))).toHaveLength(20);
  expect(out.match(/✗/g)).toHaveLength(4); // the verdict, the matrix, its legend, the table
  expect(out.split('\n').length).toBeLessThan(35);
});

/** Each has three of the others; `isDown` of the numbers of the node and its peer. */
const mesh = (isDown: (node: number, peer: number) => boolean): Uint8Array =>
  octets(
    Array.from({ length: 1000 }, (_, node) => {
      const rows = Array.from({ length: 3 }, (_none, index) => (node + index + 1) % 1000).map(
        (peer) =>
          `| 10.0.${peer >> 8}.${peer & 255} | node-to-node mesh | ${isDown(node, peer) ? 'start | 1:00:00 | Active' : 'up | 1:00:00 | Established'} |`,
      );
      return `# node: w${node}\n${rows.join('\n')}\n`;
    }).join(''),
  );

describe('a mesh of 1,000 nodes', () => {
  test('those that lack the same peer share a row', async () => {
    const { out } = await run(['status', '-q', '-', '--ascii'], { stdin: mesh((_, peer) => peer === 700) });
    const [matrix = ''] = out.split('SPEAKER');
    expect(matrix).toBe(`X 2997 of 3000 sessions Established, 3 not; as told by 1000 speakers.

                   1
  w697 and 2 more  X
  1 10.0.2.188
  + Established  X not Established  ? state not given  . no session
  ... and 997 more speakers, all of whose sessions are Established
  ... and 999 more peers, all of whose sessions are Established

  `);
  });

  test('where all is well nothing is drawn', async () => {
    const { out } = await run(['status', '-q', '-'], { stdin: mesh(() => false) });
    expect(out.trimEnd().split('\n')).toHaveLength(4);
  });

  test('all that fails at random still fits', async () => {
    const { out } = await run(['status', '-q', '-', '--ascii'], {
      stdin: mesh((node, peer) => (node * 7 + peer) % 5 === 0),
    });
    const [matrix = ''] = out.split('SPEAKER');
    expect(matrix.split('\n').length).toBeLessThan(80);
    expect(Math.max(...matrix.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(matrix).toMatch(/and \d+ more speakers, not all of whose sessions are Established/);
  });
});

test('--matrix and --no-matrix', async () => {
  const small = await run(['status', '-q', '--matrix', '-'], { stdin: octets(`# node: w1\n${ROW}`) });
  expect(small.out).toMatch(/ {4}1\n {2}w1 {2}✗\n {2}1 10\.0\.0\.2\n {2}✓ Established {2}✗ not Established/);
  const big = await run(['status', '-q', '--no-matrix', '-'], {
    stdin: octets(Array.from({ length: 20 }, (_, node) => `# node: w${node}\n${ROW}`).join('')),
  });
  expect(big.out).not.toContain('no session');
});

test('--format json', async () => {
  const { out } = await run(['status', '--format', 'json', DOWN, UP]);
  const report: Report = JSON.parse(out);
  expect(report.peers).toHaveLength(11);
  expect(report.peers?.[5]).toMatchObject({
    peer: { address: '10.7.6.2', as: 65_006 },
    state: 'Established',
    otherEnd: 9,
  });
  expect(report.sources[0]).toMatchObject({
    kind: 'text',
    format: 'show bgp neighbors json',
    outputs: [{ line: 1 }],
    ignored: [],
  });
  expect(report.sessions).toEqual([]);
});

test('remedies have the commands of the daemon that tells', async () => {
  const { out } = await run(['status', '-'], {
    stdin: octets(`# node: w1\n${ROW.replace('Active Socket: Connection refused', 'Idle BGP Error: Bad peer AS')}`),
  });
  expect(out).toContain('Calico: BGPPeer spec.asNumber');
});

describe('what is not recognised', () => {
  test('alone is a mistake to mend, in one line', async () => {
    const { err, code } = await run(['status', '-'], { stdin: octets('\nhello\nworld\n') });
    expect(code).toBe(2);
    expect(err).toBe(
      'k8sdoctor: standard input: no output that is known; it begins with “hello”\n  k8sdoctor status --help lists what is read.\n',
    );
  });

  test('of another command is named', async () => {
    const { err } = await run(['status', '-'], { stdin: octets('default via 10.0.0.1 dev eth0 proto static\n') });
    expect(err).toContain('recognised ip route, which says nothing of BGP sessions');
  });

  test('beside what is: one line, and no other exit code', async () => {
    const { out, code } = await run(['status', '-'], {
      stdin: octets(
        `Hello,\nit fails since Monday:\n\`\`\`\n${ROW.replace('start', 'up').replace(/Active.* \|/, 'Established |')}\`\`\`\nany idea?`,
      ),
    });
    expect(code).toBe(0);
    expect(out).toContain(
      'standard input: recognised calico node status; not recognised 3 lines, the\n  first is line 1: Hello,',
    );
  });

  test('within what is: where reading stopped', async () => {
    const { out, code } = await run(['status', '-'], {
      stdin: octets(`${ROW.replace('start', 'up').replace(/Active.* \|/, 'Established |')}| 10.0.0.3 | glo`),
    });
    expect(out).toContain('line 2 (calico node status): a row of');
    expect(code).toBe(3);
  });
});

test('gzip, and UTF-16 as PowerShell writes it', async () => {
  const zipped = join(folder, 'a.txt.gz');
  writeFileSync(zipped, gzipSync(ROW));
  const wide = join(folder, 'b.txt');
  writeFileSync(wide, `\uFEFF${ROW}`, 'utf16le');
  const { out } = await run(['status', '-q', zipped, wide]);
  expect(out).toContain('0 of 2 sessions');
});
