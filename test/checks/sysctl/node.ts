import type { Check, Share } from '../../../src/checks/define-check.ts';
import { nodeEvidence } from '../../../src/evidence/node-evidence.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import type { Cni } from '../../../src/model/node.ts';
import { readManifest } from '../../../src/parsers/kubernetes/read-yaml.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';

/** What a paste tells: what a test is about is what a person would paste. */
function evidenceOf(paste: string, cnis: readonly Cni[]): Evidence {
  const { found, unknown } = readPaste(paste, 'paste.txt', { readManifest });
  if (unknown.length > 0) throw new Error(`not understood: ${unknown[0]?.text}`);
  return nodeEvidence(
    found.map(({ output }) => output),
    cnis,
  );
}

export const evaluate = (check: Check, paste: string, ...cnis: readonly Cni[]): Share =>
  check.evaluate(evidenceOf(paste, cnis));

export const findingsOf = (check: Check, paste: string, ...cnis: readonly Cni[]): Share['findings'] =>
  evaluate(check, paste, ...cnis).findings;

export const outcomeOf = (check: Check, paste: string, ...cnis: readonly Cni[]): Share['check'] =>
  evaluate(check, paste, ...cnis).check;
