import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { StatusOptions } from '../../src/cli/run/status-options.ts';
import { watchStatus } from '../../src/cli/run/watch/watch-status.ts';
import { surviveErrors } from '../../src/cli/io.ts';
import { UserError } from '../../src/cli/user-error.ts';
import { watchInterrupts } from '../../src/cli/interrupts.ts';
import type { PeerChange } from '../../src/model/peer-change.ts';
import type { Report } from '../../src/model/report.ts';
import { renderStatus } from '../../src/reporters/status.ts';
import { type Faked, fakeIo, run } from './fake-io.ts';

const UP = '| 10.0.0.2 | global | up | 07:05:27 | Established |\n';
const DOWN = '| 10.0.0.2 | global | start | 07:06:00 | Active Socket: Connection refused |\n';
const OTHER = '| 10.0.0.3 | global | up | 07:00:00 | Established |\n';

async function reportOf(text: string): Promise<Report> {
  const { out } = await run(['status', '-', '--format', 'json'], {
    stdin: new TextEncoder().encode(`# node: w1\n${text}`),
  });
  return JSON.parse(out);
}

const OPTIONS: StatusOptions = {
  format: 'text',
  output: undefined,
  quiet: true,
  verbose: false,
  failOn: 'error',
  matrix: undefined,
  watch: 1,
  color: false,
  ascii: false,
  redact: undefined,
  redactionMap: undefined,
  bundle: [],
  local: true,
  ssh: [],
  kubeconfig: undefined,
  context: undefined,
  namespace: undefined,
  selector: undefined,
  node: [],
  image: undefined,
  yes: false,
  debugPods: true,
  ephemeral: false,
  failingOnly: undefined,
  parallel: 1,
  dryRun: false,
};

/** One look for each text, or for a reason why there is none; then Ctrl-C. */
async function watch(looks: readonly (string | UserError)[], options: Partial<StatusOptions> = {}, faked: Faked = {}) {
  const io = fakeIo(faked);
  surviveErrors(io.stdout);
  const interrupts = watchInterrupts(io);
  let at = 0;
  const code = await watchStatus(
    { io, version: '1', now: () => new Date(Date.UTC(2026, 10, 22, 12, 0, at)) },
    { ...OPTIONS, ...options },
    { render: renderStatus, widest: 200 },
    {
      seconds: 1,
      interrupts,
      async look() {
        const next = looks[at++] ?? '';
        if (typeof next === 'string') return reportOf(next);
        throw next;
      },
      async wait() {
        if (at === looks.length) io.interrupt('SIGINT');
      },
    },
  );
  interrupts.stop();
  return { code, out: io.out(), err: io.err() };
}

test('without a terminal each change is a line', async () => {
  const { code, out } = await watch([UP, UP, DOWN, DOWN, UP.replace('07:05:27', '07:07:00') + OTHER, OTHER]);
  expect(out).toBe(`2026-11-22T12:00:01.000Z ✓ w1 – 10.0.0.2: Established
2026-11-22T12:00:03.000Z ✗ w1 – 10.0.0.2: Established → Active, “Socket: Connection refused”: the peer’s host answers and nothing accepts BGP there: its daemon is down, or does not listen for this speaker
2026-11-22T12:00:05.000Z ✓ w1 – 10.0.0.2: Active → Established
2026-11-22T12:00:05.000Z ✓ w1 – 10.0.0.3: Established; not told of before
2026-11-22T12:00:06.000Z ! w1 – 10.0.0.2: nothing tells of it any more; it was Established
`);
  expect(code).toBe(130);
});

test.each([
  ['it was down in between', '07:05:27', '07:06:30', ['first', 'restarted']],
  ['a time that is a date after a day', '07:05:27', '2026-11-22', ['first']],
])('%s', async (_, before, after, kinds) => {
  const { out } = await watch([UP.replace('07:05:27', before), UP.replace('07:05:27', after)], { format: 'jsonl' });
  const changes: PeerChange[] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).change);
  expect(changes).toEqual(kinds);
});

test('jsonl: an object a change', async () => {
  const { out } = await watch([UP, DOWN], { format: 'jsonl' });
  const [, change] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(change).toMatchObject({
    type: 'change',
    time: '2026-11-22T12:00:02.000Z',
    change: 'down',
    peer: { state: 'Active', peer: { address: '10.0.0.2' } },
    before: { state: 'Established' },
  });
});

test('stand-ins stay the same from look to look', async () => {
  const { out } = await watch([UP, UP, DOWN], { redact: 'all' });
  expect(out).not.toContain('10.0.0.2');
  expect(out.trim().split('\n')).toHaveLength(2);
});

describe('on a terminal', () => {
  const TERMINAL = { terminal: { columns: 100 } };

  test('the table is drawn anew, and what was there before comes back', async () => {
    const { code, out } = await watch([UP, DOWN], {}, TERMINAL);
    const [before = '', ...frames] = out.split('\u{1b}[H');
    const [first = '', last = ''] = frames;
    const [second = '', after = ''] = last.split('\u{1b}[?25h\u{1b}[?1049l');
    expect(before).toBe('\u{1b}[?1049h\u{1b}[?25l');
    expect(first).toContain('1 of 1 session Established');
    expect(first).toContain('12:00:01');
    expect(second).toContain('0 of 1 session Established');
    expect(after).toContain('0 of 1 session Established');
    expect(after).not.toContain('\u{1b}');
    expect(code).toBe(130);
  });

  test('^C gives it back while the last look goes on', async () => {
    const io = fakeIo(TERMINAL);
    const interrupts = watchInterrupts(io);
    const report = await reportOf(UP);
    let isFirst = true;
    let told = '';
    await watchStatus(
      { io, version: '1', now: () => new Date(0) },
      OPTIONS,
      { render: renderStatus },
      {
        seconds: 1,
        interrupts,
        wait: () => Promise.resolve(),
        async look() {
          if (!isFirst) {
            io.interrupt('SIGINT');
            await setImmediate();
            told = io.out();
            throw new UserError('no answer');
          }
          isFirst = false;
          return report;
        },
      },
    );
    interrupts.stop();
    expect(told.split('\u{1b}').at(-1)).toMatch(/^\[\?1049l\S/);
    expect(io.out()).toBe(told);
  });

  test('it comes back after a fault of ours too', async () => {
    const fault = new UserError('gone', 'none');
    const { out, code } = await watch([UP, fault, UP], {}, TERMINAL);
    expect(out).toContain('gone; as it was before:');
    expect(code).toBe(130);
  });

  test('of a table that is too long its end is counted', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => OTHER.replace('10.0.0.3', `10.0.1.${index}`)).join('');
    const { out } = await watch([rows], { verbose: true }, TERMINAL);
    expect(out).toMatch(/and \d+ more lines: the terminal has 24/);
  });
});

test('nobody reads any more: it ends', async () => {
  const closed = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const { code } = await watch(
    [UP, DOWN, UP, UP, UP],
    {},
    { onWrite: (_, writes) => (writes > 0 ? closed : undefined) },
  );
  expect(code).toBe(0);
});

test('a system that cannot be asked at all is no watch', async () => {
  await expect(watch([new UserError('no route to it', 'hint')])).rejects.toThrow('no route to it');
});

test.each([
  ['files', ['--watch', 'x.txt'], '--watch looks at a system'],
  ['a report', ['--watch', '--local', '--format', 'json'], '--watch has no format json'],
  ['-o', ['--watch=2', '--local', '-o', 'x'], '--watch takes no -o'],
  ['no time', ['--watch=soon', '--local'], 'A duration is'],
])('it refuses %s', async (_, argv, message) => {
  const { code, err } = await run(['status', ...argv]);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
