import { readFileSync, writeFileSync } from 'node:fs';
import type { Capture } from '../capture.ts';
import { startBird } from '../daemons/bird.ts';
import { startFrr } from '../daemons/frr.ts';
import { startGobgp } from '../daemons/gobgp.ts';
import { startOpenbgpd } from '../daemons/openbgpd.ts';
import type { Daemon, Speaker } from '../daemons/speaker.ts';
import type { DaemonName } from '../daemons/daemons.ts';
import type { Namespace } from '../namespaces.ts';
import { NODE_AS, record, routerSpeaker, type Side, startNode } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { type ExpectedFinding, info, NODE, ROUTER, type Scenario, type State, warning, error } from '../scenario.ts';
import { direct, hold, type Pair } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

interface Operator {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly router: (ns: Namespace, speaker: Speaker) => Promise<Daemon>;
  readonly side?: Side;
  readonly nodeSide?: Side;
  readonly act: (router: Daemon, ns: Namespace) => Promise<unknown>;
  readonly findings: readonly ExpectedFinding[];
  readonly state: State;
  /** Seconds that the capture goes on for. */
  readonly after?: number;
}

const SHUTDOWN = warning('bgp/cease-admin-shutdown', ROUTER);
const TEXT = 'maintenance until 18:00, ticket 4711';
const inFrr = (...lines: readonly string[]): readonly string[] => ['configure terminal', 'router bgp 65001', ...lines];

const rows: readonly Operator[] = [
  {
    name: 'admin-shutdown-frr',
    node: 'bird',
    router: startFrr,
    findings: [SHUTDOWN],
    state: 'closed',
    act: ({ ask }) => ask(...inFrr(`neighbor ${NODE} shutdown message ${TEXT}`)),
    about: 'FRR shuts the neighbor down, with a text.',
  },
  {
    name: 'admin-shutdown-frr-redialed',
    node: 'bird',
    router: startFrr,
    after: 8,
    findings: [SHUTDOWN],
    state: 'closed',
    act: ({ ask }) => ask(...inFrr(`neighbor ${NODE} shutdown message ${TEXT}`)),
    about: 'FRR shuts the neighbor down, and resets the connections with which the node tries again.',
  },
  {
    name: 'admin-shutdown-bird',
    node: 'gobgp',
    router: startBird,
    findings: [SHUTDOWN],
    state: 'closed',
    act: ({ ask }) => ask('disable', 'peer0', `"${TEXT}"`),
    about: 'BIRD disables the protocol, with a text.',
  },
  {
    name: 'admin-shutdown-gobgp',
    node: 'frr',
    router: startGobgp,
    findings: [SHUTDOWN],
    state: 'closed',
    act: ({ ask }) => ask('neighbor', NODE, 'shutdown', '--reason', TEXT),
    about: 'GoBGP shuts the neighbor down, with a text.',
  },
  {
    name: 'admin-shutdown-openbgpd',
    node: 'frr',
    router: startOpenbgpd,
    findings: [SHUTDOWN],
    state: 'closed',
    act: ({ ask }) => ask('neighbor', NODE, 'down', TEXT),
    about: 'OpenBGPD takes the neighbor down, with a text.',
  },
  {
    name: 'admin-shutdown-no-text',
    node: 'bird',
    router: startFrr,
    findings: [SHUTDOWN],
    state: 'closed',
    act: ({ ask }) => ask(...inFrr(`neighbor ${NODE} shutdown`)),
    about: 'FRR shuts the neighbor down, without a text.',
  },
  {
    name: 'peer-deconfigured-frr',
    node: 'bird',
    router: startFrr,
    findings: [error('bgp/cease-peer-deconfigured', ROUTER)],
    state: 'closed',
    act: ({ ask }) => ask(...inFrr(`no neighbor ${NODE}`)),
    about: 'The neighbor is removed from the configuration of FRR.',
  },
  {
    name: 'peer-deconfigured-gobgp',
    node: 'bird',
    router: startGobgp,
    findings: [error('bgp/cease-peer-deconfigured', ROUTER)],
    state: 'closed',
    act: ({ ask }) => ask('neighbor', 'del', NODE),
    about: 'The neighbor is removed from GoBGP, as Cilium does when a policy no longer matches.',
  },
  {
    name: 'admin-reset-frr',
    node: 'bird',
    router: startFrr,
    findings: [warning('bgp/cease-admin-reset', ROUTER)],
    state: 'closed',
    act: ({ ask }) => ask(`clear bgp ${NODE}`),
    about: 'FRR clears the session; the capture ends before it is up again.',
  },
  {
    name: 'admin-reset-frr-recovered',
    node: 'bird',
    router: startFrr,
    after: 10,
    findings: [info('bgp/cease-admin-reset', ROUTER)],
    state: 'recovered',
    act: ({ ask }) => ask(`clear bgp ${NODE}`),
    about: 'FRR clears the session, and it comes up again.',
  },
  {
    name: 'admin-reset-bird-recovered',
    node: 'frr',
    router: startBird,
    after: 10,
    findings: [info('bgp/cease-admin-reset', ROUTER)],
    state: 'recovered',
    act: ({ ask }) => ask('restart', 'peer0'),
    about: 'BIRD restarts the protocol, and it comes up again.',
  },
  {
    name: 'config-change-bird',
    node: 'frr',
    router: startBird,
    findings: [warning('bgp/cease-config-change', ROUTER)],
    state: 'closed',
    about: 'BIRD gets another hold time while the session is up: 6/6.',
    act: ({ ask }, ns) => {
      const file = ns.path('bird.conf');
      writeFileSync(file, readFileSync(file, 'utf8').replace('hold time 9', 'hold time 12'));
      return ask('configure');
    },
  },
  {
    name: 'config-change-frr',
    node: 'bird',
    router: startFrr,
    findings: [warning('bgp/cease-config-change', ROUTER)],
    state: 'closed',
    about: 'FRR gets another remote AS for the neighbor while the session is up: 6/6.',
    act: ({ ask }) => ask(...inFrr(`neighbor ${NODE} remote-as ${NODE_AS + 1}`)),
  },
  {
    name: 'hard-reset-frr',
    node: 'frr',
    router: startFrr,
    findings: [SHUTDOWN, info('bgp/cease-hard-reset', ROUTER)],
    state: 'closed',
    about: 'Both FRR negotiated the N bit (RFC 8538): the shutdown goes within a hard reset.',
    side: { extra: ['bgp graceful-restart', 'bgp hard-administrative-reset'] },
    nodeSide: { extra: ['bgp graceful-restart'] },
    act: ({ ask }) => ask(...inFrr(`neighbor ${NODE} shutdown message ${TEXT}`)),
  },
];

async function watch(
  { act, after }: Operator,
  router: Daemon,
  { node, router: { ns } }: Pair,
  capture: Capture,
): Promise<void> {
  await untilSettled(capture);
  // Otherwise it would come up again before the capture has ended.
  if (after === undefined) await hold(node);
  const before = capture.seen().notification;
  await act(router, ns);
  await capture.until('the session is ended', ({ notification }) => notification > before);
  await sleep((after ?? 0) * 1000);
}

export const operators: readonly Scenario[] = rows.map((row): Scenario => ({
  group: 'cease',
  name: row.name,
  about: row.about,
  expect: { findings: row.findings, sessions: [{ state: row.state }] },
  async run(lab) {
    const pair = await direct(lab);
    const daemons: Daemon[] = [];
    return record(pair, {
      start: async () => {
        daemons.push(await row.router(pair.router.ns, routerSpeaker(pair, withHoldTime(row.side))));
        await startNode(row.node, pair, withHoldTime(row.nodeSide));
      },
      watch: async (capture) => {
        for (const daemon of daemons) await watch(row, daemon, pair, capture);
      },
    });
  },
}));
