import type { DaemonName } from '../daemons/daemons.ts';
import { NODE_AS, record, startNode, startRouter } from '../pairing.ts';
import { info, type Scenario } from '../scenario.ts';
import { direct } from '../topology.ts';
import { untilSettled } from './healthy.ts';

interface Port {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly router: DaemonName;
  readonly port: number;
}

export const ports: readonly Scenario[] = (
  [
    {
      name: 'port-178-bird',
      node: 'bird',
      router: 'bird',
      port: 178,
      about: 'Two nodes of a Calico mesh with listenPort 178; healthy.',
    },
    { name: 'port-1790-gobgp', node: 'gobgp', router: 'gobgp', port: 1790, about: 'Two GoBGP on port 1790; healthy.' },
  ] satisfies Port[]
).map(({ name, about, node, router, port }: Port): Scenario => ({
  group: 'tcp',
  name,
  about,
  expect: { findings: [info('bgp/nonstandard-port', null)], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    const side = { port, neighbor: { as: NODE_AS, port, holdTime: 9 } };
    return record(pair, {
      capture: { filter: `tcp port ${port}` },
      start: () => Promise.all([startNode(node, pair, side), startRouter(router, pair, { ...side, as: NODE_AS })]),
      watch: untilSettled,
    });
  },
}));
