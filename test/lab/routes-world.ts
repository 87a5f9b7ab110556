/** The world of `routes.test.ts` and `gobgp-zebra.test.ts`. */
import { expect } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { startBird } from './daemons/bird.ts';
import type { Speaker } from './daemons/speaker.ts';
import type { Lab, Namespace } from './namespaces.ts';

export const PREFIX = '10.50.0.0/24';
const ROUTERS = [1, 2, 3] as const;

/** A node (192.168.N0.11) on three links, and a router (.1) on each, which all have 10.50.0.1. */
export interface World {
  readonly lab: Lab;
  readonly node: Namespace;
  readonly routers: readonly Namespace[];
}

/** The node's daemon, with a session to each router. */
export const speaker = (extra: readonly string[]): Speaker => ({
  as: 64_512,
  id: '192.168.10.11',
  neighbors: ROUTERS.map((number) => ({
    address: `192.168.${number}0.1`,
    local: `192.168.${number}0.11`,
    as: 65_000 + number,
  })),
  extra,
});

/** One next hop of three, as another daemon or a person takes it away. */
export const loseOne =
  (protocol: string, metric: number): ((world: World) => Promise<void>) =>
  ({ node }) =>
    node.ip(
      `route replace ${PREFIX} proto ${protocol} metric ${metric} nexthop via 192.168.10.1 nexthop via 192.168.20.1`,
    );

export function commandOf([finding]: readonly Found[]): string {
  const commands = finding?.remedy.flatMap((step) => /`(ip (?:-6 )?route [^`]+)`/.exec(step)?.[1] ?? []) ?? [];
  expect(commands).toHaveLength(1);
  return commands.join('\n');
}

export const hasHops = async (node: Namespace, count: number): Promise<boolean> =>
  [...(await node.run('ip', 'route', 'show', PREFIX)).matchAll(/via /g)].length === count;

export interface Found {
  readonly id: string;
  readonly remedy: readonly string[];
}

export const GATHER = 'ip rule; ip route show table all; ip addr; ip neigh';

export async function findingsOf(node: Namespace, show: () => Promise<string>): Promise<readonly Found[]> {
  const text = ['# node: worker-1', await node.run('sh', '-c', GATHER), await show()].join('\n');
  const { code, out, err } = await run(['routes', '-', '--format', 'json'], { stdin: new TextEncoder().encode(text) });
  expect(err).toBe('');
  expect([0, 1]).toContain(code);
  const report: { readonly findings: readonly Found[] } = JSON.parse(out);
  return report.findings;
}

export async function build(lab: Lab): Promise<World> {
  const node = await lab.namespace('node');
  const routers = await Promise.all(ROUTERS.map((number) => lab.namespace(`router${number}`)));
  await Promise.all(
    routers.map(async (router, index) => {
      const number = index + 1;
      await node.ip(
        `link add eth${index} type veth peer name eth0 netns ${router.name}`,
        `addr add 192.168.${number}0.11/24 dev eth${index}`,
        `link set eth${index} up`,
      );
      await router.ip(`addr add 192.168.${number}0.1/24 dev eth0`, 'addr add 10.50.0.1/32 dev lo', 'link set eth0 up');
      await startBird(router, {
        as: 65_000 + number,
        id: `192.168.${number}0.1`,
        announce: [PREFIX],
        neighbors: [{ address: `192.168.${number}0.11`, local: `192.168.${number}0.1`, as: 64_512 }],
      });
    }),
  );
  return { lab, node, routers };
}
