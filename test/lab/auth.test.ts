/**
 * LAB_ONLY='^auth/' plays them: one side dials in vain, which a capture alone cannot tell from a firewall. The counters of the kernel
 * that drops its SYNs say which of the two has a key. (Kernels from 6.11 on log nothing of it.)
 */
import { expect, test } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { startBird } from './daemons/bird.ts';
import type { DaemonName } from './daemons/daemons.ts';
import { createLab, type Namespace } from './namespaces.ts';
import { nodeSpeaker, record, type Side, startRouter } from './pairing.ts';
import { sleep } from './processes.ts';
import { missing } from './programs.ts';
import { direct, type Pair } from './topology.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');

interface Found {
  readonly id: string;
  readonly title: string;
  readonly blame: string | null;
}

interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly nodeKey?: string;
  readonly routerKey?: string;
  readonly router: DaemonName;
  readonly also?: (pair: Pair) => Promise<unknown>;
  /** Of the capture with what the node's kernel counted. */
  readonly finds: RegExp | null;
  /** Of the node's status with what its kernel counted, without a capture. */
  readonly told: RegExp | null;
}

const scenarios: readonly Scenario[] = [
  {
    name: 'missing',
    about: 'the node has a key, the router that dials has none',
    nodeKey: 'correct-horse',
    router: 'frr',
    finds:
      /192\.168\.10\.11 drops what 192\.168\.10\.1 sends: it has a TCP MD5 key .* no signature \(TCPMD5NotFound grew by \d+/,
    told: /worker-1 drops what 192\.168\.10\.1 sends: it has a TCP MD5 key/,
  },
  {
    name: 'unexpected',
    about: 'the router that dials has a key, the node has none: by its status alone, a stranger may be who signs',
    routerKey: 'correct-horse',
    router: 'frr',
    finds: /signed by TCP MD5, and it has no key for 192\.168\.10\.1 \(TCPMD5Unexpected grew by \d+/,
    told: null,
  },
  {
    name: 'differs',
    about: 'the keys differ',
    nodeKey: 'correct-horse',
    routerKey: 'battery-staple',
    router: 'openbgpd',
    finds: /their TCP MD5 signature is not the one that its key for 192\.168\.10\.1 makes \(TCPMD5Failure grew by \d+/,
    told: /their TCP MD5 signature is not the one/,
  },
  {
    name: 'firewall',
    about: 'one key, and a firewall on the node: nothing is counted',
    nodeKey: 'correct-horse',
    routerKey: 'correct-horse',
    router: 'frr',
    also: ({ node }) => closePort(node.ns),
    finds: null,
    told: null,
  },
  {
    name: 'stranger',
    about:
      'one key and a firewall, and beside it a stranger signs: what is counted may be of either, and accuses nobody',
    nodeKey: 'correct-horse',
    routerKey: 'correct-horse',
    router: 'frr',
    async also(pair) {
      await closePort(pair.node.ns, pair.router.address);
      await pair.router.ns.ip('addr add 192.168.10.2/24 dev eth0');
      const stranger = { address: pair.node.address, local: '192.168.10.2', as: 64_512, password: 'battery-staple' };
      await startBird(pair.router.ns, {
        as: 65_002,
        id: '192.168.10.2',
        neighbors: [stranger],
        instance: '2',
        port: 1790,
      });
    },
    finds: null,
    told: null,
  },
];

for (const scenario of scenarios) {
  test.skipIf(missing.length > 0 || !only.test(`auth/${scenario.name}`))(
    `auth/${scenario.name}: ${scenario.about}`,
    { concurrent: true, timeout: 120_000 },
    async () => {
      const lab = createLab();
      try {
        await play(await direct(lab), scenario);
      } finally {
        lab.close();
      }
    },
  );
}

const key = (password: string | undefined): Side => (password === undefined ? {} : { neighbor: { password } });

async function play(pair: Pair, { nodeKey, routerKey, router, also, finds, told }: Scenario): Promise<void> {
  const { ns } = pair.node;
  const count = (): Promise<string> => ns.run('cat', '/proc/net/netstat');
  let status = '';
  let before = '';
  const capture = await record(pair, {
    dials: 'router',
    async start() {
      const [bird] = await Promise.all([
        startBird(ns, nodeSpeaker(pair, key(nodeKey))),
        startRouter(router, pair, key(routerKey)),
        also?.(pair),
      ]);
      before = await count();
      status = await bird.ask('show', 'protocols', 'all');
    },
    watch: () => sleep(10_000),
  });
  const kernel = ['# node: worker-1', await ns.run('ip', 'addr'), before, await count()].join('\n');
  const silent = await findingsOf(['--pcap', capture]);
  expect([...new Set(silent.map(({ id }) => id))]).toEqual(['bgp/tcp-no-answer']);

  const heard = await findingsOf(['--pcap', capture, '-'], kernel);
  if (finds === null) expect(heard.map(({ id }) => id)).not.toContain('bgp/tcp-auth-mismatch');
  else expect(heard).toMatchObject([{ id: 'bgp/tcp-auth-mismatch', blame: null, title: expect.stringMatching(finds) }]);

  const asked = await findingsOf(['-'], `${kernel}\n${status}`);
  if (told === null) expect(asked.map(({ id }) => id)).not.toContain('bgp/tcp-auth-mismatch');
  else expect(asked).toMatchObject([{ id: 'bgp/tcp-auth-mismatch', blame: null, title: expect.stringMatching(told) }]);
}

async function findingsOf(args: readonly string[], text = ''): Promise<readonly Found[]> {
  const stdin = new TextEncoder().encode(text);
  const { code, out, err } = await run(['bgp', ...args, '--format', 'json'], { stdin });
  expect(err).toBe('');
  expect([0, 1]).toContain(code);
  const report: { readonly findings: readonly Found[] } = JSON.parse(out);
  return report.findings;
}

const closePort = (ns: Namespace, from?: string): Promise<void> =>
  ns.nft(`table inet closed {
  chain input { type filter hook input priority 0; ${from === undefined ? '' : `ip saddr ${from} `}tcp dport 179 drop; }
}`);
