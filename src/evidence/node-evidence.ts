import type { Evidence } from '../model/evidence.ts';
import type { Cni } from '../model/node.ts';
import type { Output } from '../parsers/format.ts';
import { nodesOf } from './nodes.ts';

/** What outputs tell of nodes: their kernels, with what their daemons say. */
export function nodeEvidence(outputs: readonly Output[], given: readonly Cni[]): Evidence {
  const nodes = nodesOf(
    outputs.flatMap(({ kernel }) => kernel ?? []),
    given,
    {
      routing: outputs.flatMap(({ routing }) => routing ?? []),
      peers: outputs.flatMap(({ peers }) => peers ?? []),
    },
  );
  return { nodes };
}
