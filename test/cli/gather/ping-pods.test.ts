import { expect, test } from 'vitest';
import type { Acting } from '../../../src/cli/run/gather/running.ts';
import type { Fleet } from '../../../src/collectors/collector.ts';
import { FAILED } from '../fake-io.ts';
import { capturing, fakeFleet, fakeTarget, fakeTransport, prints } from './fake-fleet.ts';
import { ESTABLISHED, KERNEL, ROUTER, gather, neighbors } from './gathering.ts';

const ANSWERED = prints('3 packets transmitted, 3 packets received, 0% packet loss');
const LOST = prints('3 packets transmitted, 0 packets received, 100% packet loss', { exitCode: 1 });
const NODES = ['worker-1', 'worker-2', 'worker-3'];
const limits = { durationSeconds: 0.02, maxBytes: 1 << 20 };

/** In the pods' network; worker-3 is not reached, nor is there an image for worker-4. */
function fleetOf(nodes: readonly string[]): { readonly fleet: Fleet; readonly started: string[] } {
  const started: string[] = [];
  const gobgp = prints(neighbors({ [ROUTER]: ESTABLISHED }));
  const targets = nodes.map((node) =>
    fakeTarget(node, { ...KERNEL, tcpdump: capturing(FAILED), 'gobgp neighbor': gobgp }, { speaker: 'gobgp' }),
  );
  const start: NonNullable<Fleet['podNetwork']>['start'] = async (node) => {
    started.push(node);
    if (node === 'worker-4') throw new Error('its image cannot be pulled');
    const isLost = node === 'worker-3';
    const to = isLost ? { ping: LOST } : { 'ping -q': ANSWERED, 'ping -q -c 3 -W 1 10.244.3.7': LOST };
    return { transport: fakeTransport(node, to), addresses: [`10.244.${node.at(-1)}.7`] };
  };
  return { fleet: { ...fakeFleet(...targets), podNetwork: { wish: 'image netshoot', nodes, start } }, started };
}
const acting = (more: Partial<Acting> = {}): { readonly acting: Acting } => ({
  acting: { probe: true, reset: false, peers: [], confirm: () => Promise.resolve(true), ...more },
});

test('pods of ours ping one another, by BusyBox too, and who is not reached is a finding', async () => {
  const { said, pings, report } = await gather(fleetOf(NODES).fleet, { limits, ...acting() });
  expect(said).toContain(
    '--probe pings from pod to pod: starts one on each of worker-1, worker-2, worker-3 (image netshoot)',
  );
  expect(said).toContain('pods of worker-1: those of worker-2 answer pings, those of worker-3 answer none');
  expect(pings).toHaveLength(6);
  expect(report.findings.filter(({ id }) => id === 'node/pods-unreachable')).toMatchObject([
    { subject: { id: 'worker-3' }, title: 'Pods of worker-3 and pods of worker-1, worker-2 do not reach one another.' },
  ]);
});

test.each([
  [
    'nobody agrees',
    NODES,
    { confirm: () => Promise.resolve(false) },
    [null, 'nobody agreed to pods for it (--yes)'],
    [],
  ],
  ['one node', ['worker-1'], {}, ['worker-1', 'it takes two nodes'], []],
  [
    'a pod that does not start',
    ['worker-1', 'worker-2', 'worker-4'],
    {},
    ['worker-4', 'its image cannot be pulled'],
    2,
  ],
] as const)('%s', async (_, nodes, more, [source, why], made) => {
  const { fleet } = fleetOf(nodes);
  const { pings, incomplete } = await gather(fleet, { limits, ...acting(more) });
  expect(pings).toHaveLength(made === 2 ? 2 : 0);
  expect(incomplete).toContainEqual({ source, what: 'pings of pods', why });
});

test('not where sessions are named', async () => {
  const { fleet, started } = fleetOf(NODES);
  await gather(fleet, { limits, ...acting({ peers: [ROUTER] }) });
  expect(started).toEqual([]);
});
