/**
 * LAB_ONLY='^silent/' plays them: sessions that are Established and carry no routes, for which the daemon itself says why. FRR asks for a
 * policy, and what the remedy says ends it; BIRD, with the names that Calico gives its protocols, waits for a neighbour that is gone.
 */
import { expect, test, vi } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { startBird } from './daemons/bird.ts';
import { startFrr } from './daemons/frr.ts';
import { lines } from './daemons/speaker.ts';
import { createLab, type Namespace } from './namespaces.ts';
import { until } from './processes.ts';
import { missing } from './programs.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');
const [NODE, ROUTER, GONE] = ['192.168.10.11', '192.168.10.1', '192.168.10.12'] as const;

function scenario(name: string, about: string, play: (node: Namespace, router: Namespace) => Promise<void>): void {
  test.skipIf(missing.length > 0 || !only.test(`silent/${name}`))(
    `silent/${name}: ${about}`,
    { concurrent: true, timeout: 90_000 },
    async () => {
      const lab = createLab();
      try {
        const [node, router] = [await lab.namespace('node'), await lab.namespace('router')];
        await node.ip(
          `link add eth0 type veth peer name eth0 netns ${router.name}`,
          `addr add ${NODE}/24 dev eth0`,
          'link set eth0 up',
        );
        await router.ip(`addr add ${ROUTER}/24 dev eth0`, 'link set eth0 up');
        await play(node, router);
      } finally {
        lab.close();
      }
    },
  );
}

scenario('policy', 'FRR lets no route of an eBGP session pass without a policy', async (node, router) => {
  const bird = await startBird(node, {
    as: 64_512,
    id: NODE,
    neighbors: [{ address: ROUTER, local: NODE, as: 65_001 }],
    announce: ['10.244.0.0/24'],
  });
  const frr = await startFrr(router, {
    as: 65_001,
    id: ROUTER,
    neighbors: [{ address: NODE, local: ROUTER, as: 64_512 }],
    extra: ['bgp ebgp-requires-policy'],
  });
  await vi.waitUntil(async () => (await frr.ask('show bgp summary')).includes('(Policy)'), WAIT);
  const all = ['show bgp summary', 'show bgp summary json'] as const;
  for (const command of all) {
    expect(await findings(await frr.ask(command)), command).toMatchObject([
      {
        id: 'peer/policy-missing',
        severity: 'warning',
        subject: { kind: 'session', id: expect.stringContaining(NODE) },
        remedy: [expect.stringContaining('no bgp ebgp-requires-policy'), expect.any(String)],
      },
    ]);
  }

  await frr.ask('configure terminal', 'router bgp 65001', 'no bgp ebgp-requires-policy');
  await frr.ask('clear bgp *');
  await vi.waitUntil(async () => /\s1\s+\d+ N\/A/.test(await frr.ask('show bgp summary')), WAIT);
  for (const command of all) expect(await findings(await frr.ask(command)), command).toEqual([]);
  await Promise.all([bird.stop(), frr.stop()]);
});

scenario('recovery', 'BIRD has started anew and waits for a neighbour that is gone', async (node, router) => {
  const mesh = (address: string): readonly string[] => [
    `protocol bgp Mesh_${address.replaceAll('.', '_')} {`,
    `  local ${NODE} as 64512; neighbor ${address} as 64512; graceful restart on; ipv4 { import all; export all; };`,
    '}',
  ];
  const extra = [lines(mesh(ROUTER), mesh(GONE))];
  const before = await startBird(node, { as: 64_512, id: NODE, neighbors: [], extra });
  const peer = await startBird(router, {
    as: 64_512,
    id: ROUTER,
    neighbors: [{ address: NODE, local: ROUTER, as: 64_512, gracefulRestart: true }],
  });
  await vi.waitUntil(async () => isUp(await before.ask('show', 'protocols')), WAIT);
  expect(await findings(await before.ask('show', 'status'), await before.ask('show', 'protocols'))).toMatchObject([
    { id: 'calico/peer-not-established' },
  ]);

  await before.stop();
  const control = node.path('again.ctl');
  const again = node.start(['bird', '-f', '-R', '-c', node.path('bird.conf'), '-s', control], node.path('again.log'));
  const ask = (...words: readonly string[]): Promise<string> => node.run('birdc', '-s', control, ...words);
  await until('BIRD is up again', async () => isUp(await ask('show', 'protocols').catch(() => '')), 40_000);
  expect(await findings(await ask('show', 'status'), await ask('show', 'protocols'))).toMatchObject([
    { id: 'calico/peer-not-established' },
    {
      id: 'calico/waiting-for-graceful-restart',
      severity: 'warning',
      title: expect.stringMatching(
        /^BIRD of worker-1 waits after its start: “Graceful restart recovery in progress, Waiting for \d+ channels to recover, Wait timer is /,
      ),
      cause: expect.stringContaining(`it waits for ${GONE}, which is not up`),
    },
  ]);
  await Promise.all([again.stop(), peer.stop()]);
});

const isUp = (protocols: string): boolean => /Mesh_192_168_10_1 .*Established/.test(protocols);

const WAIT = { timeout: 40_000, interval: 300 };

async function findings(...outputs: readonly string[]): Promise<readonly unknown[]> {
  const stdin = new TextEncoder().encode(['# node: worker-1', ...outputs].join('\n'));
  const { out } = await run(['check', '-', '--format', 'json'], { stdin });
  const report: { readonly findings: readonly unknown[] } = JSON.parse(out);
  return report.findings;
}
