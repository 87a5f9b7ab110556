import { describe, expect, test } from 'vitest';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { peersOf, rows } from './read.ts';

const PADDED = `Calico process is running.

IPv4 BGP status
+--------------+-------------------+-------+----------+--------------------------------+
| PEER ADDRESS |     PEER TYPE     | STATE |  SINCE   |              INFO              |
+--------------+-------------------+-------+----------+--------------------------------+
| 10.0.0.2     | node-to-node mesh | up    | 07:05:27 | Established                    |
| 10.0.0.3     | node-to-node mesh | start | 07:05:27 | Active Socket: Connection      |
|              |                   |       |          | refused                        |
| 192.168.10.1 | global            | start | 2026-11-21 | Idle Received: Bad peer AS   |
+--------------+-------------------+-------+----------+--------------------------------+

IPv6 BGP status
No IPv6 peers found.
`;
const EXPECTED = ['10.0.0.2 - Established -/-', '10.0.0.3 - Active -/-', '192.168.10.1 - Idle -/-'];
const unpadded = (text: string): string => text.replaceAll(/ {2,}/g, ' ');

/** As chats, forums, web pages and terminals leave it. */
const SHAPES: readonly (readonly [name: string, change: (text: string) => string])[] = [
  ['as printed', (text) => text],
  ['padding lost', unpadded],
  ['padding collapsed to tabs', (text) => text.replaceAll(/ {2,}/g, '\t')],
  ['bars lost', (text) => unpadded(text.replaceAll('|', ' '))],
  ['borders lost', (text) => text.replaceAll(/^\+.*\n/gm, '')],
  [
    'rows only',
    (text) =>
      text
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .join('\n'),
  ],
  ['quoted', (text) => text.replaceAll(/^/gm, '> ')],
  ['in a code fence', (text) => `It fails:\n\`\`\`\n${text}\`\`\`\nany idea?`],
  ['indented', (text) => text.replaceAll(/^/gm, '    ')],
  ['carriage returns', (text) => text.replaceAll('\n', '\r\n')],
  ['coloured', (text) => text.replaceAll('Established', '\u001b[32mEstablished\u001b[0m')],
  ['hard spaces', (text) => text.replaceAll(' ', '\u00A0')],
  ['with the mark of the byte order', (text) => `\uFEFF${text}`],
  ['below a prompt', (text) => `[root@worker-1 ~]# calicoctl node status\n${text}[root@worker-1 ~]# `],
  ['typographic hyphens', (text) => text.replaceAll('node-to-node', 'node‑to‑node')],
  ['old header', (text) => text.replace(/\| PEER.*\|/, '| Peer address | Peer type | State | Since | Info |')],
];

describe('every shape says the same', () => {
  test.each(SHAPES)('%s', (_, change) => {
    const text = change(PADDED);
    expect(rows(text)).toEqual(EXPECTED);
    expect(peersOf(text).map(({ reason }) => reason?.code)).toEqual([undefined, 'refused', '2/2']);
    expect(peersOf(text).map(({ peer }) => peer.name)).toEqual(['node-to-node mesh', 'node-to-node mesh', 'global']);
    expect(readPaste(text, '').found.flatMap(({ output }) => output.gaps ?? [])).toEqual([]);
  });
});

const reasonOf = (info: string, state = 'start') =>
  peersOf(`| 10.0.0.2 | global | ${state} | 10:00:00 | ${info} |`)[0]?.reason;

describe('Info', () => {
  test.each([
    ['Received: Bad peer AS', 'notification-received', '2/2'],
    ['BGP Error: Bad peer AS', 'notification-sent', '2/2'],
    ['BGP Error: Bad BGP identifier', 'notification-sent', '2/3'],
    ['Received: Required capability missing', 'notification-received', '2/7'],
    ['Received: Unsupported optional parameter', 'notification-received', '2/4'],
    ['BGP Error: Hold timer expired', 'notification-sent', '4/0'],
    ['Received: Maximum number of prefixes reached', 'notification-received', '6/1'],
    ['Received: Administrative shutdown', 'notification-received', '6/2'],
    ['Received: Connection rejected', 'notification-received', '6/5'],
    ['Received: Malformed AS_PATH', 'notification-received', '3/11'],
    ['Received: Invalid NEXT_HOP attribute', 'notification-received', '3/8'],
    ['Received: Unexpected message in OpenSent state', 'notification-received', '5/1'],
    ['Socket: Connection refused', 'network', 'refused'],
    ['Socket: Connection closed', 'network', 'closed'],
    ['Socket: Connection reset by peer', 'network', 'closed'],
    ['Socket: Host is unreachable', 'network', 'unreachable'],
    ['Socket: No route to host', 'network', 'unreachable'],
    ['Socket: Network unreachable', 'network', 'unreachable'],
    ['Socket: Operation timed out', 'network', 'no-answer'],
    ['Socket: Address in use', 'local', 'in-use'],
    ['Socket: Cannot assign requested address', 'local', 'no-address'],
    ['Error: No listening socket', 'local', 'in-use'],
    ['Error: Kernel MD5 auth failed', 'local', 'md5'],
    ['Error: Neighbor lost', 'local', 'unreachable'],
    ['Error: Link down', 'local', 'link'],
    ['Error: BFD session down', 'local', 'bfd'],
    ['Automatic shutdown: Route limit exceeded', 'local', '6/1'],
  ])('Idle %s', (words, kind, code) => {
    expect(reasonOf(`Idle ${words}`)).toMatchObject({ text: words, kind, code, means: expect.stringMatching(/\w/) });
  });

  test('what is not known stays in its own words', () => {
    expect(reasonOf('Idle Received: Unknown error 9.9')).toMatchObject({ code: null, means: null });
    expect(reasonOf('Idle Socket: Something new')).toMatchObject({ kind: 'other', means: null });
  });

  test('cut off where one word is left to be meant', () => {
    expect(reasonOf('Idle Received: Bad peer A')).toMatchObject({ code: '2/2' });
    expect(reasonOf('Idle Received: Invalid')).toMatchObject({ code: null });
  });

  test('state down has no word of the state machine', () => {
    const [peer] = peersOf('| 10.0.0.2 | global | down | 10:00:00 | Error: No listening socket |');
    expect(peer).toMatchObject({ state: 'Idle', established: false, printed: 'down', reason: { code: 'in-use' } });
    expect(reasonOf('', 'down')).toMatchObject({ kind: 'admin' });
  });

  test.each(['Idle', 'Connect', 'Active', 'OpenSent', 'OpenConfirm'])('%s alone', (word) => {
    expect(peersOf(`| 10.0.0.2 | global | start | 10:00:00 | ${word} |`)).toMatchObject([
      { state: word, established: false, reason: null },
    ]);
  });
});

test('the old header says whose it is', () => {
  const text = `IPv4 BGP status\nIP: 10.0.5.101    AS Number: 64511 (inherited)\n| 10.0.5.102 | global | up | 07:05:27 | Established |`;
  expect(peersOf(text)).toMatchObject([{ speaker: { address: '10.0.5.101', as: 64_511 } }]);
});

test('what is not running', () => {
  const { found } = readPaste('Calico process is not running.\nThe BGP backend process (BIRD) is not running.', 'x');
  expect(found.flatMap(({ output }) => output.processes ?? [])).toMatchObject([
    { state: 'not-running', line: 1 },
    { state: 'not-running', line: 2 },
  ]);
});

test('the probe that is not ready names peers', () => {
  const text = 'calico/node is not ready: BIRD is not ready: BGP not established with 10.0.0.2,10.0.0.3';
  expect(peersOf(text)).toMatchObject([
    { peer: { address: '10.0.0.2' }, state: null, established: false },
    { peer: { address: '10.0.0.3' }, state: null, established: false },
  ]);
});

test('a row that is not whole is said to be', () => {
  const { found } = readPaste(PADDED.replace('| up    | 07:05:27 | Established                    |', '|'), 'x');
  expect(found.flatMap(({ output }) => output.gaps ?? [])).toMatchObject([{ line: 7 }]);
  expect(found.flatMap(({ output }) => output.peers ?? [])).toHaveLength(2);
});
