import { startGobgp } from '../daemons/gobgp.ts';
import type { DaemonName } from '../daemons/daemons.ts';
import type { Daemon } from '../daemons/speaker.ts';
import { nodeSpeaker, record, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { info, NODE, type Scenario, warning } from '../scenario.ts';
import { direct } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

const quiet = (
  [
    ['frr', 'bird'],
    ['bird', 'frr'],
    ['gobgp', 'frr'],
  ] satisfies [DaemonName, DaemonName][]
).map(([node, router]): Scenario => ({
  group: 'session',
  name: `no-routes-${node}`,
  about: `The node (${node}) announces nothing for more than 30 s.`,
  expect: { findings: [warning('bgp/no-routes', NODE)], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([startRouter(router, pair, withHoldTime()), startNode(node, pair, withHoldTime({ announce: [] }))]),
      async watch(capture) {
        await capture.until('it is up', ({ keepalive }) => keepalive >= 2);
        await sleep(34_000);
      },
    });
  },
}));

interface Changing {
  readonly name: string;
  readonly about: string;
  readonly finding: ReturnType<typeof info>;
  readonly act: (node: Daemon) => Promise<void>;
}

const PREFIX = '10.244.2.0/24';
const withdraw = async ({ ask }: Daemon): Promise<void> => {
  await ask('global', 'rib', 'del', PREFIX);
  await sleep(2000);
};

const changing = (
  [
    {
      name: 'route-withdrawn',
      about: 'The node withdraws a prefix, and does not announce it again.',
      finding: info('bgp/route-withdrawn', null),
      act: withdraw,
    },
    {
      name: 'route-flapping',
      about: 'The node announces and withdraws a prefix again and again.',
      finding: warning('bgp/route-flapping', NODE),
      async act(node) {
        for (let count = 0; count < 4; count += 1) {
          await withdraw(node);
          await node.ask('global', 'rib', 'add', PREFIX);
          await sleep(1000);
        }
      },
    },
  ] satisfies Changing[]
).map(({ name, about, finding, act }: Changing): Scenario => ({
  group: 'session',
  name,
  about,
  expect: { findings: [finding], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    const nodes: Daemon[] = [];
    return record(pair, {
      start: async () => {
        await startRouter('bird', pair, withHoldTime());
        nodes.push(await startGobgp(pair.node.ns, nodeSpeaker(pair, withHoldTime())));
      },
      async watch(capture) {
        await untilSettled(capture);
        for (const node of nodes) await act(node);
      },
    });
  },
}));

export const routes: readonly Scenario[] = [...quiet, ...changing];
