import type { DaemonName } from '../daemons/daemons.ts';
import { record, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, type Scenario } from '../scenario.ts';
import { direct } from '../topology.ts';

const pairs = (
  [
    ['bird', 'frr'],
    ['gobgp', 'bird'],
    ['frr', 'gobgp'],
    ['bird', 'openbgpd'],
  ] satisfies [DaemonName, DaemonName][]
).map(([node, router]): Scenario => ({
  group: 'cease',
  name: `max-prefixes-${router}`,
  about: `The router (${router}) accepts one prefix, the node announces three: 6/1.`,
  expect: { findings: [error('bgp/cease-max-prefixes', null)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startRouter(router, pair, { neighbor: { maxPrefixes: 1 } }),
          startNode(node, pair, { announce: ['10.244.1.0/24', '10.244.2.0/24', '10.244.3.0/24'] }),
        ]),
      async watch(capture) {
        await capture.until('the limit is met', ({ notification }) => notification >= 1);
        await sleep(1000);
      },
    });
  },
}));

/** BIRD comes back by itself, and falls again: also where the capture ends while it is up. */
const loop: Scenario = {
  group: 'cease',
  name: 'max-prefixes-loop-bird',
  about:
    'The router (BIRD) accepts one prefix, the node announces three: 6/1, and the session comes up again and falls again. The capture ends while it is up.',
  expect: { findings: [error('bgp/cease-max-prefixes', null)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startRouter('bird', pair, { neighbor: { maxPrefixes: 1, extra: ['error wait time 1, 1;'] } }),
          startNode('frr', pair, { announce: ['10.244.1.0/24', '10.244.2.0/24', '10.244.3.0/24'] }),
        ]),
      async watch(capture) {
        await capture.until('the limit is met again and again', ({ notification }) => notification >= 3);
        const { keepalive } = capture.seen();
        await capture.until('it is up once more', (seen) => seen.keepalive >= keepalive + 2);
      },
    });
  },
};

export const limits: readonly Scenario[] = [...pairs, loop];
