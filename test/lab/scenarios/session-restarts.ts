/** Speakers that restart although graceful restart is negotiated, and what defeats it. */
import type { Capture } from '../capture.ts';
import { startBird } from '../daemons/bird.ts';
import { startGobgp } from '../daemons/gobgp.ts';
import type { Speaker } from '../daemons/speaker.ts';
import type { Namespace } from '../namespaces.ts';
import { type Dials, nodeSpeaker, record, type Side, startRouter } from '../pairing.ts';
import { type Running, sleep } from '../processes.ts';
import { error, type ExpectedFinding, info, NODE, type Scenario, type State, warning } from '../scenario.ts';
import { direct } from '../topology.ts';

interface Restart {
  readonly name: string;
  readonly about: string;
  readonly start: (ns: Namespace, speaker: Speaker) => Promise<Running>;
  readonly signal: NodeJS.Signals;
  readonly isBack: boolean;
  readonly dials?: Dials;
  readonly findings: readonly ExpectedFinding[];
  readonly state: State;
}

const GRACEFUL: Side = { neighbor: { holdTime: 9, gracefulRestart: true } };

async function restart(capture: Capture, again: () => Promise<unknown>): Promise<void> {
  const { open } = capture.seen();
  await again();
  await capture.until('it is up again', (seen) => seen.open >= open + 2, 60_000);
  await sleep(5000);
}

const rows: readonly Restart[] = [
  {
    name: 'graceful-restart-defeated-gobgp',
    start: startGobgp,
    signal: 'SIGTERM',
    isBack: true,
    findings: [info('bgp/graceful-restart-defeated', NODE)],
    state: 'recovered',
    about: 'Graceful restart is negotiated; GoBGP is stopped, which sends 6/3, and started again.',
  },
  {
    name: 'graceful-restart-defeated-gobgp-gone',
    start: startGobgp,
    signal: 'SIGTERM',
    isBack: false,
    dials: 'both',
    findings: [error('bgp/cease-peer-deconfigured', NODE), warning('bgp/graceful-restart-defeated', NODE)],
    state: 'closed',
    about: 'Graceful restart is negotiated; GoBGP is stopped, which sends 6/3, and nobody listens any more.',
  },
  {
    name: 'graceful-restart-defeated-bird',
    start: startBird,
    signal: 'SIGKILL',
    isBack: true,
    findings: [info('bgp/graceful-restart-defeated', NODE)],
    state: 'recovered',
    about: 'Graceful restart is negotiated; BIRD is killed and started again without -R, so without the R and F bits.',
  },
];

export const restarts: readonly Scenario[] = rows.map((row): Scenario => ({
  group: 'session',
  name: row.name,
  about: row.about,
  expect: { findings: row.findings, sessions: [{ state: row.state }] },
  async run(lab) {
    const pair = await direct(lab);
    const nodes: Running[] = [];
    const node = nodeSpeaker(pair, GRACEFUL);
    return record(pair, {
      dials: row.dials ?? 'node',
      start: async () => {
        await startRouter('frr', pair, { ...GRACEFUL, extra: ['bgp graceful-restart'] });
        nodes.push(await row.start(pair.node.ns, node));
      },
      async watch(capture) {
        await capture.until('it is up', ({ update }) => update >= 4);
        await sleep(2000);
        for (const running of nodes) {
          if (row.signal === 'SIGKILL') running.kill('SIGKILL');
          else await running.stop(row.signal);
        }
        if (!row.isBack) await sleep(8000);
        else await restart(capture, () => row.start(pair.node.ns, { ...node, instance: '-again' }));
      },
    });
  },
}));
