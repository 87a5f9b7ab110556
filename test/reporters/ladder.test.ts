import { expect, test } from 'vitest';
import type { LadderEntry, Session } from '../../src/model/session.ts';
import { renderLadder } from '../../src/reporters/text/ladder.ts';
import { type TextOptions, createPen, plain } from '../../src/reporters/text/pen.ts';
import { failed, refused } from './report.ts';

const paint = { error: plain, warning: plain, info: plain, good: plain, strong: plain, faint: plain };
const show = (session: Partial<Session>, options: Partial<TextOptions> = {}): string =>
  renderLadder(createPen({ width: 60, unicode: true, verbosity: 'normal', paint, ...options }), {
    ...failed,
    ...session,
  }).join('\n');

const entry = (more: Partial<LadderEntry>): LadderEntry => ({
  connection: 1,
  frame: 1,
  time: '2026-01-01T00:00:00Z',
  from: 'local',
  event: 'KEEPALIVE',
  text: '',
  count: 1,
  ...more,
});

test('one connection', () => {
  const ladder = [
    ...refused(1, 0),
    entry({
      from: null,
      event: 'ICMP',
      text: 'Destination Unreachable',
      frame: 7,
      time: '2026-01-01T00:00:01Z',
      fault: true,
    }),
  ];
  expect(show({ connections: 1, ladder })).toMatchInlineSnapshot(`
    "times in seconds since 2026-01-01T00:00:00.001000Z
      seconds frame  10.0.0.1 (local)       10.0.0.2 (remote)
                     worker-1, AS 64512     AS unknown
        0.000     1  SYN                  →
        0.001     2                       ← SYN-ACK
        0.003     4  OPEN version 4, AS   →
                     64512, hold time 90
                     s, identifier
                     10.0.0.1, …
    ✗   0.005     6                       ← NOTIFICATION 2/4
                                            (OPEN Message Error
                                            / Unsupported
                                            Optional Parameter)
    ✗   0.999     7  ── ICMP Destination Unreachable ──"
  `);
});

test('connections that go the same way are counted', () => {
  const ladder = [1, 2, 3, 9].flatMap((connection) => refused(connection, connection));
  expect(show({ connections: 12, ladder }).split('\n').slice(-2)).toMatchInlineSnapshot(`
    [
      "                 at 8.000",
      "                 … 3 more connections",
    ]
  `);
});

test('connections that are not shown are counted', () => {
  const last = entry({ connection: 5, frame: 900, time: '2026-01-01T00:00:00.011Z', from: null, event: 'ESTABLISHED' });
  const lines = show({ connections: 5, ladder: [...refused(1, 0), last] }).split('\n');
  expect(lines.slice(-3).map((line) => line.trim())).toEqual([
    '… 3 connections between',
    'connection 5',
    '0.010   900  ── ESTABLISHED ──',
  ]);
});

test('equal events in a row are counted', () => {
  expect(show({ connections: 1, ladder: [entry({ count: 3 })] })).toMatch(/KEEPALIVE ×3 +→$/);
  expect(show({ connections: 1, ladder: [entry({ count: 3 })] }, { unicode: false })).toMatch(/KEEPALIVE x3 +->$/);
});

test('a text that begins with its event does not say it twice', () => {
  expect(show({ connections: 1, ladder: [entry({ event: 'OPEN', text: 'OPEN AS 1' })] })).not.toContain('OPEN OPEN');
});

test('a long text is cut, unless it is a fault or all was asked for', () => {
  const text = 'capability '.repeat(40);
  const lines = (more: Partial<LadderEntry>, options?: Partial<TextOptions>): number =>
    show({ connections: 1, ladder: [entry({ text, ...more })] }, options).split('\n').length;
  expect(lines({})).toBe(7);
  expect(lines({ fault: true })).toBeGreaterThan(7);
  expect(lines({}, { verbosity: 'verbose' })).toBeGreaterThan(7);
});

/** The first column of each rung. */
const times = (...all: readonly string[]): string[] =>
  show({ connections: 1, ladder: all.map((time) => entry({ time })) })
    .split('\n')
    .slice(-all.length)
    .map((line) => line.trim().split(' ')[0] ?? '');

test('times: to the millisecond, across midnight, and where no calendar shows them', () => {
  expect(times('2026-01-01T23:59:59.999999999Z', '2026-01-02T00:00:00.001Z')).toEqual(['0.000', '0.001']);
  expect(times('@-1.5', '@300000000000.25')).toEqual(['0.000', '300000000000.750']);
  expect(times('2026-01-01T00:00:00Z', 'never')).toEqual(['0.000', '?']);
});

test('no ladder, no lines', () => {
  expect(show({ ladder: [] })).toBe('');
});
