import { describe, expect, test } from 'vitest';
import { type FailOn, exitCode } from '../../src/cli/exit-code.ts';
import type { Interrupt } from '../../src/cli/io.ts';

const none = { error: 0, warning: 0, info: 0 };

describe('exitCode', () => {
  test.each<
    [string, number, { summary?: Partial<typeof none>; failOn?: FailOn; partial?: boolean; interrupted?: Interrupt }]
  >([
    ['nothing found', 0, {}],
    ['an error', 1, { summary: { error: 1 } }],
    ['a warning, which does not count by default', 0, { summary: { warning: 1 } }],
    ['a warning that counts', 1, { summary: { warning: 1 }, failOn: 'warning' }],
    ['an error where warnings count', 1, { summary: { error: 1 }, failOn: 'warning' }],
    ['an info where warnings count', 0, { summary: { info: 1 }, failOn: 'warning' }],
    ['an info that counts', 1, { summary: { info: 1 }, failOn: 'info' }],
    ['an error where nothing counts', 0, { summary: { error: 1 }, failOn: 'never' }],
    ['a part that could not be had', 3, { partial: true }],
    ['a warning and such a part', 3, { summary: { warning: 1 }, partial: true }],
    ['an error and such a part', 1, { summary: { error: 1 }, partial: true }],
    ['^C', 130, { interrupted: 'SIGINT', summary: { error: 1 } }],
    ['kill', 143, { interrupted: 'SIGTERM', partial: true }],
  ])('%s: %i', (_, code, { summary, failOn = 'error', partial = false, interrupted = null }) => {
    expect(exitCode({ ran: true, summary: { ...none, ...summary }, failOn, partial, interrupted })).toBe(code);
  });

  test('could not run: 2', () => {
    expect(exitCode({ ran: false })).toBe(2);
  });
});
