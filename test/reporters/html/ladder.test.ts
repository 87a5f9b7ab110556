import { expect, test } from 'vitest';
import { renderLadder } from '../../../src/reporters/html/ladder.ts';
import { duration, ladderRows, rungOf } from '../../../src/reporters/html/ladder-rows.ts';
import { failed, refused } from '../report.ts';

test('connections that went the same way are told once, and silence has a row', () => {
  const late = {
    ...failed,
    connections: 4,
    ladder: [...refused(1, 0), ...refused(2, 20), ...refused(4, 30).slice(0, 2)],
  };
  const rows = ladderRows(late, 's1');
  expect(rows.map((row) => (row.kind === 'rung' ? row.entry.event : row.text))).toEqual([
    'Connection 1',
    'SYN',
    'SYN-ACK',
    'OPEN',
    'NOTIFICATION',
    '1 more connection like this, the last at 20.000',
    '1 connection between',
    'Connection 4',
    '30 s later',
    'SYN',
    'SYN-ACK',
  ]);
});

test('a piece of evidence is the rung of its frame and time', () => {
  const rows = ladderRows(failed, 's3');
  const [, , open] = failed.ladder;
  expect(rungOf(rows, { source: 'a', frame: 4, time: open?.time ?? '', text: '' })).toMatch(/^s3-\d+$/);
  expect(rungOf(rows, { source: 'a', frame: 4, time: 'another', text: '' })).toBeNull();
});

test.each([320, 1000])('at %d pixels no line is longer than the room between the sides', (width) => {
  const { markup } = renderLadder(failed, ladderRows(failed, 's1'), width);
  expect(markup).toContain(`viewBox="0 0 ${width} `);
  const labels = [...markup.matchAll(/text-anchor="middle">(.*?)<\/text>/g)].map(([, text = '']) =>
    text.replace(/<[^>]*>/g, ''),
  );
  expect(Math.max(...labels.map((text) => text.length * 7.3))).toBeLessThan(width - 80);
  expect(markup).toMatch(/class="rung fault"[^>]*aria-label="[^"]*, a fault"/);
});

test('durations as people say them', () => {
  expect([0.0441, 3.1, 29.9, 125, 12_000].map(duration)).toEqual(['44 ms', '3.1 s', '30 s', '2 min 5 s', '3 h 20 min']);
});
