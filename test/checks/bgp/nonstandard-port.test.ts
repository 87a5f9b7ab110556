import { describe, expect, test } from 'vitest';
import { nonstandardPort } from '../../../src/checks/bgp/nonstandard-port.ts';
import { at, connection, findingsOf, side } from './session.ts';

const sides = { local: side({ firstMessage: at(1) }), remote: side() };

describe('bgp/nonstandard-port', () => {
  test('BGP on another port, once a session', () => {
    const other = connection({ ports: { local: 40000, remote: 1790 }, sides });
    expect(findingsOf(nonstandardPort, [other, other])).toMatchObject([
      { severity: 'info', blame: null, cause: expect.stringContaining('1790') },
    ]);
  });

  test.each([
    ['the router listens on 179', connection({ sides })],
    ['the cluster listens on 179', connection({ ports: { local: 179, remote: 40000 }, sides })],
    ['nothing was said', connection({ ports: { local: 40000, remote: 1790 } })],
  ])('passes where %s', (_, tried) => {
    expect(findingsOf(nonstandardPort, [tried])).toEqual([]);
  });
});
