import { describe, expect, test } from 'vitest';
import { calicoPeer } from '../../../src/checks/status/peer-not-established.ts';
import { judge } from '../peer-checks.ts';

const row = (address: string, info: string, state = 'start', type = 'node-to-node mesh'): string =>
  `| ${address} | ${type} | ${state} | 07:05:27 | ${info} |`;
const UP = 'Established';

const strip = (findings: ReturnType<typeof judge>) =>
  findings.map(({ evidence, ...rest }) => ({ ...rest, lines: evidence.map(({ line }) => line) }));

describe('calico/peer-not-established', () => {
  test('holds for a peer that refuses us, with its line', () => {
    expect(
      judge(calicoPeer, `# node: worker-1\n${row('10.0.0.1', 'Idle Received: Bad peer AS', 'start', 'global')}`),
    ).toMatchObject([
      {
        severity: 'error',
        subject: { kind: 'session', id: 'worker-1-10.0.0.1' },
        title: 'worker-1 has no session with 10.0.0.1: Idle, “Received: Bad peer AS”.',
        cause: expect.stringContaining('the peer closed the session: the AS number in the OPEN'),
        evidence: [{ source: '1.txt', line: 2, text: expect.stringContaining('Bad peer AS') }],
        remedy: [
          expect.stringContaining('Set the AS number that 10.0.0.1 expects'),
          expect.any(String),
          expect.any(String),
        ],
      },
    ]);
  });

  test('who objects has to change: BGP Error is ours', () => {
    expect(judge(calicoPeer, `# node: a\n${row('10.0.0.1', 'Idle BGP Error: Bad peer AS')}`)).toMatchObject([
      { remedy: [expect.stringContaining('Set the AS number that a expects'), expect.any(String), expect.any(String)] },
    ]);
  });

  test('a padded and an unpadded status of a mesh and a global peer say the same', () => {
    const padded = `IPv4 BGP status
+--------------+-------------------+-------+----------+--------------------------------+
| PEER ADDRESS |     PEER TYPE     | STATE |  SINCE   |              INFO              |
+--------------+-------------------+-------+----------+--------------------------------+
| 10.0.0.2     | node-to-node mesh | up    | 07:05:27 | Established                    |
| 192.168.10.1 | global            | start | 07:05:27 | Active Socket: Connection      |
|              |                   |       |          | refused                        |
+--------------+-------------------+-------+----------+--------------------------------+
`;
    const findings = judge(calicoPeer, padded);
    expect(findings).toHaveLength(1);
    expect(strip(judge(calicoPeer, padded.replaceAll(/ {2,}/g, ' ')))).toEqual(strip(findings));
  });

  test('one end dials, the other only waits: one finding, and it says in which direction nothing arrives', () => {
    const a = `# node: 10.0.0.1\n${row('10.0.0.2', 'Connect')}`;
    const b = `# node: 10.0.0.2\n${row('10.0.0.1', 'Passive')}`;
    const findings = judge(calicoPeer, a, b);
    expect(findings).toMatchObject([
      { subject: { id: '10.0.0.1-10.0.0.2' }, cause: expect.stringContaining('only waits') },
    ]);
    expect(findings[0]?.evidence.map(({ source }) => source)).toEqual(['1.txt', '2.txt']);
    expect(judge(calicoPeer, b, a)).toMatchObject([{ subject: { id: '10.0.0.1-10.0.0.2' } }]);
  });

  test('a node that all others miss is one finding', () => {
    const nodes = [1, 2, 3, 4, 5].map(
      (n) => `# node: w${n}\n${row('10.0.0.9', 'Active Socket: Host is unreachable')}\n${row('10.0.0.8', UP, 'up')}`,
    );
    expect(judge(calicoPeer, ...nodes)).toMatchObject([
      { subject: { kind: 'node', id: '10.0.0.9' }, evidence: { length: 5 } },
    ]);
  });

  test('a node that has none of its sessions is one finding', () => {
    const rows = [1, 2, 3, 4].map((n) => row(`10.0.0.${n}`, 'Error: No listening socket', 'down'));
    expect(judge(calicoPeer, `# node: w9\n${rows.join('\n')}`)).toMatchObject([
      { subject: { kind: 'node', id: 'w9' } },
    ]);
  });

  test('a peer that one of many reaches is not gone: each has its own finding', () => {
    const nodes = [1, 2, 3, 4].map((n) => `# node: w${n}\n${row('10.0.0.9', 'Active')}\n${row('10.0.0.8', UP, 'up')}`);
    expect(judge(calicoPeer, ...nodes, `# node: w5\n${row('10.0.0.9', UP, 'up')}`)).toHaveLength(4);
  });

  test.each([
    ['an established peer', row('10.0.0.1', UP, 'up')],
    ['another daemon', '10.0.0.1 65000 never Active | 0 0'],
    ['a state that is cut off', '| 10.0.0.1 | global | start | 07:05:27 |'],
    ['a question about it', 'Why is my peer Idle, calico node status says Received: Bad peer AS?'],
  ])('a near miss: %s', (_, text) => {
    expect(judge(calicoPeer, text)).toEqual([]);
  });

  test('a protocol that is disabled is only worth knowing', () => {
    expect(judge(calicoPeer, row('10.0.0.1', '', 'down'))).toMatchObject([{ severity: 'info' }]);
  });
});
