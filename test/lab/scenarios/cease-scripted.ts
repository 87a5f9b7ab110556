import type { DaemonName } from '../daemons/daemons.ts';
import { record, startNode } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, type ExpectedFinding, info, ROUTER, type Scenario, type State, warning } from '../scenario.ts';
import { notification, shutdownText } from '../scripted/messages.ts';
import { startPeer, type Step } from '../scripted/peer.ts';
import { direct, hold } from '../topology.ts';
import { session } from '../scripted/session.ts';

interface Cease {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly data?: Buffer;
  readonly subcode: number;
  readonly findings: readonly ExpectedFinding[];
  /** Unsaid, it comes in the place of the router's OPEN, on every connection. */
  readonly established?: true;
  readonly state: State;
}

const rows: readonly Cease[] = [
  {
    name: 'connection-rejected-gobgp',
    node: 'gobgp',
    subcode: 5,
    state: 'failed',
    findings: [error('bgp/cease-connection-rejected', ROUTER)],
    about: 'The router rejects the connection with 6/5 once it has read the OPEN of GoBGP.',
  },
  {
    name: 'connection-rejected-frr',
    node: 'frr',
    subcode: 5,
    state: 'failed',
    findings: [error('bgp/cease-connection-rejected', ROUTER)],
    about: 'The router rejects the connection with 6/5, to which FRR answers 5/1.',
  },
  {
    name: 'peer-deconfigured-before-open',
    node: 'bird',
    subcode: 3,
    state: 'failed',
    findings: [error('bgp/cease-peer-deconfigured', ROUTER)],
    about: 'The router has no such neighbor and says 6/3 instead of an OPEN, as ExaBGP does.',
  },
  {
    name: 'out-of-resources',
    node: 'gobgp',
    subcode: 8,
    established: true,
    state: 'failed',
    findings: [error('bgp/cease-out-of-resources', null)],
    about: 'The router ends the session: out of resources.',
  },
  {
    name: 'hard-reset-bare',
    node: 'bird',
    subcode: 9,
    established: true,
    state: 'closed',
    findings: [warning('bgp/cease-hard-reset', ROUTER)],
    about: 'The router sends a hard reset that wraps nothing.',
  },
  {
    name: 'hard-reset-out-of-resources',
    node: 'frr',
    subcode: 9,
    data: Buffer.from([6, 8]),
    established: true,
    state: 'failed',
    findings: [error('bgp/cease-out-of-resources', null), info('bgp/cease-hard-reset', ROUTER)],
    about: 'The router sends a hard reset that wraps 6/8.',
  },
  {
    name: 'hard-reset-shutdown',
    node: 'gobgp',
    subcode: 9,
    data: Buffer.concat([Buffer.from([6, 2]), shutdownText('going down')]),
    established: true,
    state: 'closed',
    findings: [warning('bgp/cease-admin-shutdown', ROUTER), info('bgp/cease-hard-reset', ROUTER)],
    about: 'The router sends a hard reset that wraps 6/2 with a text.',
  },
  {
    name: 'bfd-down',
    node: 'gobgp',
    subcode: 10,
    established: true,
    state: 'failed',
    findings: [error('bgp/cease-bfd-down', null)],
    about: 'The router ends the session because BFD is down.',
  },
  {
    name: 'cease-0',
    node: 'frr',
    subcode: 0,
    established: true,
    state: 'failed',
    findings: [warning('bgp/cease-other', null)],
    about: 'The router sends 6/0, as BIRD does when BFD is down.',
  },
  {
    name: 'cease-unknown',
    node: 'bird',
    subcode: 77,
    established: true,
    state: 'failed',
    findings: [warning('bgp/cease-other', null)],
    about: 'The router sends 6/77, which has no meaning.',
  },
  {
    name: 'shutdown-hostile-text',
    node: 'frr',
    subcode: 2,
    data: shutdownText('\u{1b}[2J<script>`rm -rf`</script> \u{202e}gnp.exe'),
    established: true,
    state: 'closed',
    findings: [warning('bgp/cease-admin-shutdown', ROUTER)],
    about: 'The shutdown text tries to clear the terminal, to be HTML, and to run backwards.',
  },
];

const steps = ({ established, subcode, data }: Cease): readonly Step[] =>
  established === true
    ? session([{ send: notification(6, subcode, data), end: 'fin' }])
    : [{ expect: 'OPEN', send: notification(6, subcode, data), end: 'fin' }];

export const scriptedCeases: readonly Scenario[] = rows.map((row): Scenario => ({
  group: 'cease',
  name: row.name,
  about: row.about,
  expect: { findings: row.findings, sessions: [{ state: row.state }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([startPeer(pair.router, { conversations: [steps(row)] }, ROUTER), startNode(row.node, pair)]),
      async watch(capture) {
        if (row.established === true) {
          await capture.until('it is up', ({ keepalive: seen }) => seen >= 2);
          await hold(pair.node);
        }
        await capture.until('it has ended', ({ notification: seen }) => seen >= (row.established === true ? 1 : 2));
        await sleep(200);
      },
    });
  },
}));
