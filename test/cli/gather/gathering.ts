import { toBgpEvidence } from '../../../src/cli/run/gather/bgp-evidence.ts';
import { createIntake, failuresOf, finishCapture, type Gathered } from '../../../src/cli/run/gather/intake.ts';
import { gatherLive, type LiveResult } from '../../../src/cli/run/gather/live.ts';
import type { Live } from '../../../src/cli/run/gather/running.ts';
import type { Fleet } from '../../../src/collectors/collector.ts';
import { buildReport, type Report } from '../../../src/index.ts';
import { type Answer, prints } from './fake-fleet.ts';

export const ROUTER = '192.168.10.1';
export const ESTABLISHED = 6;
export const ACTIVE = 3;

/** `gobgp neighbor -j`: addresses, and the states of their sessions. */
export const neighbors = (states: Readonly<Record<string, number>>): string =>
  JSON.stringify(
    Object.entries(states).map(([address, state]) => ({
      conf: { local_asn: 64_512, neighbor_address: address, peer_asn: 65_001 },
      state: { neighbor_address: address, peer_asn: 65_001, session_state: state },
    })),
  );

interface Found extends LiveResult {
  readonly said: string;
  readonly report: Report;
}

export async function gather(fleet: Fleet, more: Partial<Live> = {}): Promise<Found> {
  const intake = createIntake({});
  const said: string[] = [];
  const result = await gatherLive(fleet, {
    topics: ['bgp'],
    limits: { durationSeconds: 60, maxBytes: 1 << 20 },
    failingOnly: false,
    parallel: 8,
    intake,
    writer: null,
    signal: new AbortController().signal,
    now: () => Date.now(),
    say: (line) => void said.push(line),
    ...more,
  });
  const gathered: Gathered = {
    pastes: intake.pastes,
    sources: intake.sources,
    origins: [],
    captures: intake.captures.map(finishCapture),
    probes: result.probes,
    pings: result.pings,
    nodes: result.nodes,
    incomplete: [...result.incomplete, ...failuresOf(result.entries, ['bgp'], '')],
    interrupted: null,
  };
  const report = buildReport(toBgpEvidence(null, gathered, []), {
    version: '1',
    generatedAt: '',
    incomplete: gathered.incomplete,
  });
  return { ...result, said: said.join('\n'), report, incomplete: gathered.incomplete };
}

export const KERNEL: Readonly<Record<'ip' | 'sysctl', Answer>> = {
  sysctl: prints('net.ipv4.ip_forward = 1\n'),
  ip: prints('[]'),
};
