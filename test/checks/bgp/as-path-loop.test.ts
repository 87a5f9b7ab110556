import { describe, expect, test } from 'vitest';
import { asPathLoop } from '../../../src/checks/bgp/as-path-loop.ts';
import type { RouteSeen } from '../../../src/model/routes.ts';
import { at, carried, connection, findingsOf, LOCAL, open, peerOpen, REMOTE, side } from './session.ts';

const loop = (prefix: string): RouteSeen => ({
  prefix,
  family: 'ipv4-unicast',
  at: at(3, `UPDATE announces ${prefix}`),
});
const find = (loops: readonly RouteSeen[]) =>
  findingsOf(asPathLoop, [
    connection({
      opens: { local: open(), remote: peerOpen() },
      sides: { local: side(), remote: side({ carried: carried({ loops }) }) },
    }),
  ]);

describe('bgp/as-path-loop', () => {
  test('is worth knowing, and names prefix and AS', () => {
    expect(find([loop('10.97.0.0/16')])).toMatchObject([
      {
        severity: 'info',
        blame: null,
        title: `${REMOTE} sends ${LOCAL} 10.97.0.0/16 with AS 64512, which is ${LOCAL}'s own, in the path; ${LOCAL} does not announce it on this session.`,
        evidence: [{ text: 'UPDATE announces 10.97.0.0/16' }],
      },
    ]);
  });

  test('counts what it does not name', () => {
    const many = [1, 2, 3, 4, 5].map((octet) => loop(`10.${octet}.0.0/16`));
    expect(find(many)[0]?.title).toContain('10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16 and 2 other prefixes with AS');
  });

  test('passes without one', () => {
    expect(find([])).toEqual([]);
  });
});
