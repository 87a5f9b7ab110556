/**
 * LAB_ONLY='^routes/gobgp' plays them: GoBGP has a prefix of three routers, and the kernel what zebra put there, or nobody.
 * Debian's gobgpd 3.10 panics at its zebra 8.4 (osrg/gobgp#2681): `build-gobgp.sh` builds one that speaks with it.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { BUILT, isBuilt } from './daemons/built-gobgp.ts';
import { startZebra } from './daemons/frr.ts';
import { startGobgp } from './daemons/gobgp.ts';
import type { Daemon } from './daemons/speaker.ts';
import { createLab } from './namespaces.ts';
import { missing } from './programs.ts';
import { build, commandOf, findingsOf, hasHops, loseOne, PREFIX, speaker, type World } from './routes-world.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');
const mustRun = process.env['K8SDOCTOR_REQUIRE_ALL'] === '1';

test.runIf(mustRun)('GoBGP is built', () => expect(isBuilt).toBe(true));

interface Story {
  readonly name: string;
  readonly about: string;
  readonly needs: 'built' | 'debian';
  readonly run: (world: World) => Promise<void>;
}

const stories: readonly Story[] = [
  {
    name: 'gobgp-alone',
    about: 'GoBGP installs nothing by itself: a warning that says so',
    needs: 'debian',
    async run({ node }) {
      const { ask } = await startGobgp(node, speaker([]));
      const rib = (): Promise<string> => ask('global', 'rib');
      await vi.waitUntil(async () => countOf(PREFIX, await rib()) === 3, { timeout: 60_000, interval: 500 });
      expect(await findingsOf(node, rib)).toMatchObject([
        { id: 'route/bgp-route-missing', severity: 'warning', cause: expect.stringContaining('GoBGP alone') },
      ]);
    },
  },
  {
    name: 'gobgp-monitor',
    about: 'three next hops in `gobgp monitor adj-in`: three in the kernel are right, two too few, none none',
    needs: 'built',
    async run(world) {
      const { node } = world;
      const { zebra, monitor, rib } = await withZebra(world);
      await vi.waitUntil(() => hasHops(node, 3), { timeout: 60_000, interval: 200 });
      await vi.waitUntil(async () => countOf(PREFIX, await monitor()) === 3, { timeout: 20_000, interval: 200 });
      const judge = async (): Promise<unknown> => [await findingsOf(node, monitor), await findingsOf(node, rib)];
      expect(await judge()).toEqual([[], []]);

      await loseOne('zebra', 20)(world);
      const two = {
        id: 'route/ecmp-incomplete',
        severity: 'warning',
        title: expect.stringContaining('2 of 3 next hops'),
      };
      expect(await judge()).toMatchObject([[two], [two]]);
      await node.run('sh', '-c', commandOf(await findingsOf(node, monitor)));
      expect(await judge()).toEqual([[], []]);

      await zebra('configure terminal', 'route-map NONE deny 10', 'exit', 'ip protocol bgp route-map NONE');
      await node.ip(`route flush ${PREFIX}`); // what the remedy put there, which zebra takes for another's
      await vi.waitUntil(() => hasHops(node, 0), { timeout: 20_000, interval: 200 });
      expect(await reaches(world)).toBe(false);
      // Another route of zebra's shows that it fills the kernel; without policy, what was received may have been refused.
      await node.ip('route add 10.51.0.0/24 via 192.168.10.1 proto zebra');
      expect(await judge()).toMatchObject([
        [{ id: 'route/bgp-route-missing', severity: 'warning' }],
        [{ id: 'route/bgp-route-missing', severity: 'error', title: expect.stringContaining('GoBGP') }],
      ]);
      await node.run('sh', '-c', commandOf(await findingsOf(node, monitor)));
      expect(await reaches(world)).toBe(true);
    },
  },
  {
    name: 'gobgp-withdrawn',
    about: 'a router withdraws, and the kernel has the two that are left: nothing is missing',
    needs: 'built',
    async run(world) {
      const { node, routers } = world;
      const { monitor, rib } = await withZebra(world);
      await vi.waitUntil(() => hasHops(node, 3), { timeout: 60_000, interval: 200 });
      await routers[2]?.run('birdc', '-s', routers[2].path('bird.ctl'), 'disable', 'static_ipv4');
      await vi.waitUntil(() => hasHops(node, 2), { timeout: 20_000, interval: 200 });
      await vi.waitUntil(async () => (await monitor()).includes('[DELROUTE]'), { timeout: 20_000, interval: 200 });
      expect(await findingsOf(node, monitor)).toEqual([]);
      expect(await findingsOf(node, rib)).toEqual([]);
    },
  },
  {
    name: 'gobgp-limit',
    about: 'a zebra that takes two next hops at most',
    needs: 'built',
    async run(world) {
      const { node } = world;
      const { monitor } = await withZebra(world, ['-e', '2']);
      await vi.waitUntil(async () => countOf(PREFIX, await monitor()) === 3, { timeout: 60_000, interval: 200 });
      await vi.waitUntil(() => hasHops(node, 2), { timeout: 20_000, interval: 200 });
      expect(await findingsOf(node, monitor)).toMatchObject([{ id: 'route/ecmp-incomplete', severity: 'warning' }]);
    },
  },
];

for (const { name, about, needs, run } of stories) {
  test.skipIf(missing.length > 0 || (needs === 'built' && !isBuilt) || !only.test(`routes/${name}`))(
    `routes/${name}: ${about}`,
    { concurrent: true, timeout: 120_000 },
    async () => {
      const lab = createLab();
      try {
        await run(await build(lab));
      } finally {
        lab.close();
      }
    },
  );
}

interface Told {
  readonly zebra: Daemon['ask'];
  /** All that `gobgp monitor adj-in` has printed. */
  readonly monitor: () => Promise<string>;
  readonly rib: () => Promise<string>;
}

async function withZebra({ node }: World, options: readonly string[] = []): Promise<Told> {
  const directory = node.path('zebra');
  mkdirSync(directory);
  const { socket, ask: zebra } = await startZebra(node, directory, options);
  const extra = [
    '[global.use-multiple-paths.config]',
    'enabled = true',
    '[zebra.config]',
    'enabled = true',
    `url = "unix:${socket}"`,
    'version = 6',
    'software-name = "frr8.2"', // and later
  ];
  const { ask } = await startGobgp(node, speaker(extra), BUILT);
  const log = node.path('monitor');
  node.start([BUILT.gobgp, '-p', '50051', 'monitor', 'adj-in', '--current'], log);
  return { zebra, monitor: async () => readFileSync(log, 'utf8'), rib: () => ask('global', 'rib') };
}

const countOf = (words: string, text: string): number => text.split(words).length - 1;

const reaches = ({ node }: World): Promise<boolean> =>
  node.run('ping', '-c1', '-W1', '10.50.0.1').then(
    () => true,
    () => false,
  );
