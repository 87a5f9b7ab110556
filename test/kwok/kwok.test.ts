/** Two hundred nodes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, resultOf, startCluster } from '../cluster/cluster.ts';
import { isRequired } from '../cluster/requirements.ts';
import { JSON_FORMAT } from '../cluster/runs.ts';
import type { Report } from '../../src/index.ts';
import { missing } from './requirements.ts';
import { type Fleet, simulate, WATCHED_UP } from './simulate.ts';

const FLEET: Fleet = { up: Number(process.env['K8SDOCTOR_NODES'] ?? 200) - 20, down: 10, dead: 10 };
const NODES = FLEET.up + FLEET.down + FLEET.dead;
const isSkipped = missing.length > 0;
if (isSkipped && !isRequired) console.warn(`kwok: skipped, for want of ${missing.join(', ')}`);

/** Captures, by the lines that say when each begins and ends. */
function mostAtOnce(said: string): number {
  let now = 0;
  const counts = said.split('\n').map((line) => {
    if (line.includes(': capturing for ')) now += 1;
    if (/: (?:\d+ packets in|no capture)/.test(line)) now -= 1;
    return now;
  });
  return Math.max(...counts);
}

test.runIf(isRequired)('nothing that kwok needs is missing', () => {
  expect(missing).toEqual([]);
});

describe.skipIf(isSkipped)('many nodes', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(0);
    await simulate(cluster, FLEET);
  });
  afterAll(() => cluster?.close());

  test('status tells of each that answers, and of the others in one line', async () => {
    const { code, out } = await cluster.k8sdoctor('status', ...JSON_FORMAT);
    const { peers = [], incomplete }: Report = JSON.parse(out);
    expect(code).toBe(1);
    expect(peers.filter(({ established }) => established === true)).toHaveLength(FLEET.up);
    expect(peers).toHaveLength(FLEET.up + FLEET.down);
    expect(new Set(incomplete.map(({ source }) => source)).size).toBe(FLEET.dead);
    const text = await cluster.k8sdoctor('status', '--fail-on', 'never');
    expect(text.code).toBe(3);
    expect(text.out.match(/^! node-\d/gm)).toHaveLength(1);
    expect(text.out).toMatch(new RegExp(`and\\s+${FLEET.dead - 3}\\s+more`));
  });

  test('what would be run is told for each', async () => {
    const { code, out } = await cluster.k8sdoctor('check', '--dry-run');
    expect(code).toBe(0);
    expect(out.match(/^# node: /gm)).toHaveLength(NODES);
    expect(await cluster.k8sdoctor('collect', '--check')).toMatchObject({ code: 0 });
  });

  test('captures only where a session is down, on no more nodes at once than it is told', async () => {
    const options = ['--no-debug-pods', '--duration', '8', '--parallel', '4', '--fail-on', 'never'];
    const child = cluster.startK8sdoctor('bgp', '-l', 'watched=yes', ...options);
    const { code, out, err } = await resultOf(child);
    expect(code).toBe(3);
    expect(err).toContain(`${WATCHED_UP} nodes: not captured, since all sessions there are up`);
    expect(err.match(/: capturing for /g)).toHaveLength(FLEET.down);
    expect(mostAtOnce(err)).toBeLessThanOrEqual(4);
    expect(out).toMatch(new RegExp(`and\\s+${FLEET.dead - 3}\\s+more`));
    expect(err.split('\n').length).toBeLessThan(40);
  });
});
