import type { Check, Share } from '../../../src/checks/define-check.ts';
import { nodesOf } from '../../../src/evidence/nodes.ts';
import type { Cni, NodeSeen } from '../../../src/model/node.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';

/** The nodes of a paste: what a test is about is what a person would paste. */
function nodes(paste: string, ...cnis: readonly Cni[]): readonly NodeSeen[] {
  const { found, unknown } = readPaste(paste, 'paste.txt');
  if (unknown.length > 0) throw new Error(`not understood: ${unknown[0]?.text}`);
  return nodesOf(
    found.flatMap(({ output }) => output.kernel ?? []),
    cnis,
  );
}

export const evaluate = (check: Check, paste: string, ...cnis: readonly Cni[]): Share =>
  check.evaluate({ nodes: nodes(paste, ...cnis) });

export const findingsOf = (check: Check, paste: string, ...cnis: readonly Cni[]): Share['findings'] =>
  evaluate(check, paste, ...cnis).findings;

export const outcomeOf = (check: Check, paste: string, ...cnis: readonly Cni[]): Share['check'] =>
  evaluate(check, paste, ...cnis).check;
