import type { TextLine } from '../../model/finding.ts';
import type { Neighbour } from '../../model/kernel.ts';
import { type Gap, type Origin, type Read, isAddress, isFields, listOf, textOf, textsOf } from './read.ts';

const STATES = 'PERMANENT|NOARP|REACHABLE|STALE|NONE|INCOMPLETE|DELAY|PROBE|FAILED';
const LINE = new RegExp(
  `^([\\da-fA-F:.]{2,45}) dev (\\S+)(?: lladdr (\\S+))?((?: [a-z_]+)*) +(${STATES})((?: [a-z_]+)*)$`,
);

/** Whether `line` (trimmed) is one of `ip neigh`. */
export const isNeighbourLine = (line: string): boolean => LINE.test(line);

/** Reads what `ip neigh` prints. */
export function parseIpNeighbours(lines: readonly string[], { source, line: first }: Origin): Read<Neighbour> {
  const values: Neighbour[] = [];
  const gaps: Gap[] = [];
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    if (text === '') continue;
    const at: TextLine = { source, line: first + index, text };
    const [, address, device, linkLayer = null, before = '', state, after = ''] = LINE.exec(text) ?? [];
    if (!isAddress(address) || device === undefined || state === undefined) {
      gaps.push({ line: at.line, why: 'no neighbour' });
    } else {
      const flags = `${before} ${after}`.split(' ').filter((flag) => flag !== '');
      values.push({ address, device, linkLayer, state, flags, at });
    }
  }
  return { values, gaps };
}

/** Whether `value` is what `ip -j neigh` prints. */
export const isIpNeighboursJson = (value: unknown): boolean =>
  Array.isArray(value) && value.some((item) => isFields(item) && 'dst' in item && Array.isArray(item['state']));

const FLAGS = ['router', 'proxy', 'extern_learn', 'offload', 'managed', 'extern_valid'] as const;

/** Reads what `ip -j neigh` prints; `at` is where it stands. */
export function parseIpNeighboursJson(value: unknown, at: TextLine): Read<Neighbour> {
  const values: Neighbour[] = [];
  const gaps: Gap[] = [];
  for (const item of listOf(value).filter(isFields)) {
    const address = textOf(item['dst']) ?? undefined;
    const device = textOf(item['dev']);
    const [state] = textsOf(item['state']);
    if (!isAddress(address) || device === null || state === undefined)
      gaps.push({ line: at.line, why: 'no neighbour' });
    else {
      const linkLayer = textOf(item['lladdr']);
      const flags = FLAGS.filter((flag) => flag in item);
      const text = `${address} dev ${device}${linkLayer === null ? '' : ` lladdr ${linkLayer}`} ${state}`;
      values.push({ address, device, linkLayer, state, flags, at: { ...at, text } });
    }
  }
  return { values, gaps };
}
