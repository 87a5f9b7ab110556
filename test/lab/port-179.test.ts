/** LAB_ONLY='^port-179/' plays it: GoBGP has the port, BIRD cannot listen; the finding names who holds it, and once it is stopped the session is up. */
import { expect, test, vi } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { startBird } from './daemons/bird.ts';
import { startGobgp } from './daemons/gobgp.ts';
import type { Daemon } from './daemons/speaker.ts';
import { createLab, type Lab, type Namespace } from './namespaces.ts';
import { missing } from './programs.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');
const [NODE, ROUTER] = ['192.168.10.11', '192.168.10.1'] as const;

test.skipIf(missing.length > 0 || !only.test('port-179/conflict'))(
  'port-179/conflict: GoBGP of the host holds the port of BIRD',
  { timeout: 90_000 },
  async () => {
    const lab = createLab();
    try {
      await play(lab);
    } finally {
      lab.close();
    }
  },
);

async function play(lab: Lab): Promise<void> {
  const node = await lab.namespace('node');
  const router = await lab.namespace('router');
  await node.ip(
    `link add eth0 type veth peer name eth0 netns ${router.name}`,
    `addr add ${NODE}/24 dev eth0`,
    'link set eth0 up',
  );
  await router.ip(`addr add ${ROUTER}/24 dev eth0`, 'link set eth0 up');
  const other = await startGobgp(node, { as: 64_513, id: '192.0.2.1', neighbors: [] });
  const bird = await startBird(node, {
    as: 64_512,
    id: NODE,
    neighbors: [{ address: ROUTER, local: NODE, as: 65_001 }],
  });
  const peer = await startBird(router, {
    as: 65_001,
    id: ROUTER,
    neighbors: [{ address: NODE, local: ROUTER, as: 64_512 }],
  });

  await vi.waitUntil(async () => (await bird.ask('show', 'protocols')).includes('No listening socket'), {
    timeout: 20_000,
    interval: 300,
  });
  expect(await findingsOf(node, bird)).toMatchObject([
    {
      id: 'node/port-179-conflict',
      title: expect.stringMatching(/cannot listen: “Error: No listening socket”; gobgpd \(pid \d+\) holds port 179/),
      remedy: [expect.stringContaining('`systemctl disable --now gobgpd`'), expect.any(String)],
    },
  ]);

  await other.stop();
  await bird.ask('disable', 'peer0');
  await bird.ask('enable', 'peer0');
  await vi.waitUntil(async () => / Established/.test(await bird.ask('show', 'protocols')), {
    timeout: 40_000,
    interval: 300,
  });
  expect(await findingsOf(node, bird)).toEqual([]);
  await Promise.all([bird.stop(), peer.stop()]);
}

async function findingsOf(node: Namespace, bird: Daemon): Promise<readonly unknown[]> {
  const parts = ['# node: worker-1', await bird.ask('show', 'protocols', 'all'), await node.run('ss', '-tlnp')];
  const { code, out } = await run(['status', '-', '--format', 'json'], {
    stdin: new TextEncoder().encode(parts.join('\n')),
  });
  expect([0, 1]).toContain(code);
  const report: { readonly findings: readonly unknown[] } = JSON.parse(out);
  return report.findings;
}
