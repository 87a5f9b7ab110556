/** The capture of the other end, or a part of it, changes nothing of what one capture shows whole. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildReport, type Report } from '../../../src/index.ts';
import { fromTheOtherEnd, readNamed } from './two-ends.ts';

const FIXTURES = new URL('../../../fixtures/', import.meta.url);
/** Of all captures some: each takes its time. */
const EVERY = 29;
/** Which side is the cluster's nobody knows where both are captured, nor whose table is empty. */
const captures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /^(?:cease|open|session|tcp)\/.*\.pcap$/.test(name) && !/no-routes|packet-loss/.test(name))
  .filter((_, index) => index % EVERY === 0);

const told = ({ findings, sessions }: Report): readonly unknown[] => [
  findings.flatMap(({ id, severity, blame }) => (severity === 'info' ? [] : [{ id, severity, blame }])),
  sessions.map(({ state }) => state),
];

const read = (files: Parameters<typeof readNamed>[0]): readonly unknown[] =>
  told(
    buildReport(
      readNamed(
        files,
        files.map(([name]) => name),
      ),
      { version: '', generatedAt: '' },
    ),
  );

test.each(captures)('%s', (name) => {
  const capture = readFileSync(new URL(name, FIXTURES));
  const alone = read([[name, capture]]);
  const parts = [
    [0, 1],
    [0, 0.6],
    [0.4, 1],
  ] as const;
  for (const part of parts) {
    const other = fromTheOtherEnd(capture, 7.25, part);
    if (other !== null)
      expect([
        part,
        read([
          [name, capture],
          ['other.pcap', other],
        ]),
      ]).toEqual([part, alone]);
  }
});
