import type { Evidence } from '../model/evidence.ts';
import type { Cni } from '../model/node.ts';
import type { Output } from '../parsers/format.ts';
import { clusterOf } from './cluster/cluster.ts';
import { nodesOf } from './nodes.ts';
import { versionsOf } from './versions.ts';

/** What outputs tell of nodes, with what their daemons say, and of the cluster that they are of. */
export function nodeEvidence(
  outputs: readonly Output[],
  given: readonly Cni[],
  ownPrefixes: readonly string[] = [],
): Evidence {
  const nodes = nodesOf(
    outputs.flatMap(({ kernel }) => kernel ?? []),
    given,
    {
      routing: outputs.flatMap(({ routing }) => routing ?? []),
      peers: outputs.flatMap(({ peers }) => peers ?? []),
    },
  );
  const cluster = clusterOf(
    outputs.flatMap((output) => output.cluster ?? []),
    ownPrefixes,
  );
  return { nodes, versions: versionsOf(outputs), ...(cluster !== undefined && { cluster }) };
}
