import type { Report } from '../model/report.ts';

const STAND_INS = {
  secrets: [],
  addresses: ['Addresses and AS numbers are stand-ins.'],
  names: ['Names are stand-ins.'],
  all: ['Addresses, AS numbers and names are stand-ins.'],
} as const;

/** What a reader has to know of a report that is not as it was found; null where nothing was replaced. */
export function describeRedaction({ redaction }: Report): string | null {
  if (redaction === undefined) return null;
  const count = Object.values(redaction.removed).reduce((sum, each) => sum + each, 0);
  const removed = count === 0 ? [] : [count === 1 ? 'A secret was removed.' : `${count} secrets were removed.`];
  const sentences = [...STAND_INS[redaction.scope], ...removed];
  return sentences.length === 0 ? null : sentences.join(' ');
}
