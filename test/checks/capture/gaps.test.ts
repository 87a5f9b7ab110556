import { describe, expect, test } from 'vitest';
import { captureGaps } from '../../../src/checks/capture/gaps.ts';
import { at, connection, established, findingsOf, LOCAL, REMOTE, side } from '../bgp/session.ts';

describe('capture/gaps', () => {
  test('sums what is missing in both directions', () => {
    const sides = {
      local: side({ missing: { bytes: 100, at: at(3) } }),
      remote: side({ missing: { bytes: 20, at: at(2) } }),
    };
    expect(findingsOf(captureGaps, [connection({ sides })])).toMatchObject([
      {
        severity: 'warning',
        blame: null,
        title: `120 octets between ${LOCAL} and ${REMOTE} were acknowledged and are not in the capture, from frame 30 on.`,
      },
    ]);
  });

  test('passes without a gap', () => {
    expect(findingsOf(captureGaps, [established])).toEqual([]);
  });
});
