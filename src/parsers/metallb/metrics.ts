/** Metrics of MetalLB's speaker and of FRR-K8s, as Prometheus reads them. */
import type { PeerStatus, PrefixCounts } from '../../model/peer-status.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { counts, toPeerStatus } from '../peer.ts';
import { withoutPort } from '../values.ts';

export const metallbMetrics: TextFormat = {
  name: 'metrics of MetalLB or FRR-K8s',
  starts: (line) => METRIC.test(line),
  parse,
};

const METRIC =
  /^(?:metallb|frrk8s)_bgp_(session_up|announced_prefixes_total|received_prefixes_total)\{([^}]{1,1000})\}\s+(\d[\d.e+]{0,20})(?=\s|$)/;

interface Seen {
  at: number | null;
  isUp: boolean;
  announced: number | null;
  received: number | null;
  readonly peer: string;
  readonly node: string | null;
}

function parse(section: Section): Output {
  const seen = new Map<string, Seen>();
  for (const [at, raw] of section.lines.entries()) {
    const [, metric, labels = '', value] = METRIC.exec(raw.trim()) ?? [];
    const peer = labelOf(labels, 'peer');
    if (metric === undefined || peer === null) continue;
    const node = labelOf(labels, 'node') ?? labelOf(labels, 'instance') ?? labelOf(labels, 'pod');
    const key = JSON.stringify([node, peer, labelOf(labels, 'vrf')]);
    const one = seen.get(key) ?? { at: null, isUp: false, announced: null, received: null, peer, node };
    seen.set(key, one);
    if (metric === 'session_up') [one.at, one.isUp] = [at, Number(value) === 1];
    else if (metric === 'announced_prefixes_total') one.announced = Number(value);
    else one.received = Number(value);
  }
  return { peers: [...seen.values()].flatMap((one) => (one.at === null ? [] : [toPeer(one, one.at, section)])) };
}

function toPeer({ isUp, announced, received, peer, node }: Seen, at: number, section: Section): PeerStatus {
  const prefixes: PrefixCounts[] =
    announced === null && received === null ? [] : [counts(null, received, null, announced)];
  return toPeerStatus(
    {
      daemon: 'metallb',
      node: section.node ?? node,
      address: withoutPort(peer),
      state: isUp ? 'Established' : null,
      established: isUp,
      printed: isUp ? 'up' : 'down',
      prefixes,
    },
    section,
    at,
  );
}

const labelOf = (labels: string, name: string): string | null =>
  labels
    .split(',')
    .map((label) => label.split('='))
    .find(([key]) => key?.trim() === name)?.[1]
    ?.replaceAll('"', '') ?? null;
