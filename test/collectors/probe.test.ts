import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { connectCommands, echoCommand, readAttempt, readEcho } from '../../src/collectors/probe.ts';

const ENDS = { peer: '10.0.0.2', port: 179, local: '10.0.0.1' };

/** Of /proc/net/tcp. */
const row = (local: string, remote: string, state: string): string =>
  `   1: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 42 1 0000000000000000`;

describe('what tools say of a connection', () => {
  test.each([
    ['nc of OpenBSD', 0, 'Connection to 10.0.0.2 179 port [tcp/*] succeeded!', 'connected'],
    ['nc of OpenBSD', 1, 'nc: connect to 10.0.0.2 port 179 (tcp) failed: Connection refused', 'refused'],
    ['nc of OpenBSD', 1, 'nc: connect to 10.0.0.2 port 179 (tcp) timed out: Operation now in progress', 'no-answer'],
    ['ncat', 1, 'Ncat: Version 7.93 ( https://nmap.org/ncat )\nNcat: TIMEOUT.', 'no-answer'],
    ['ncat', 1, 'Ncat: No route to host.', 'unreachable'],
    ['nc of BusyBox', 0, '10.0.0.2 (10.0.0.2:179) open', 'connected'],
    ['nc of BusyBox', 1, "nc: can't connect to remote host (10.0.0.2): Connection refused", 'refused'],
    ['nc of BusyBox', 1, 'nc: timed out', 'no-answer'],
    ['python3', 0, '', 'connected'],
    ['python3', 1, 'Traceback …\nConnectionRefusedError: [Errno 111] Connection refused', 'refused'],
    ['python3', 1, 'Traceback …\nTimeoutError: timed out', 'no-answer'],
    ['python3', 1, 'Traceback …\nsocket.timeout: timed out', 'no-answer'],
    ['python3', 1, 'Traceback …\nOSError: [Errno 101] Network is unreachable', 'unreachable'],
    ['bash', 1, 'bash: connect: No route to host\nbash: /dev/tcp/10.0.0.2/179: No route to host', 'unreachable'],
    ['bash by timeout', 124, '', 'no-answer'],
    ['bash by the timeout of BusyBox', 143, 'Terminated', 'no-answer'],
  ])('%s, exit %i: %s', (_, exitCode, said, outcome) => {
    expect(readAttempt({ exitCode, said })).toMatchObject({ kind: 'told', outcome });
  });

  test.each([
    ['a tool that is not there', 127, 'sh: 1: exec: nc: not found'],
    ['one that knows no -z', 1, "nc: invalid option -- 'z'\nUsage: nc [-iN] [-wN] … Connect timeout"],
    ['one that says nothing', 1, ''],
  ])('%s can’t tell', (_, exitCode, said) => {
    expect(readAttempt({ exitCode, said })).toEqual({ kind: 'unknown' });
  });

  test('an address that the node has not is no word of the peer', () => {
    const said = 'Traceback …\nOSError: [Errno 99] Cannot assign requested address';
    expect(readAttempt({ exitCode: 1, said })).toEqual({ kind: 'no-source' });
  });

  test('what Python says before it says why is left out', () => {
    const said = 'ConnectionRefusedError: [Errno 111] Connection refused';
    expect(readAttempt({ exitCode: 1, said })).toMatchObject({ text: 'Connection refused' });
  });
});

describe('a session that is open', () => {
  const [command] = connectCommands({ ...ENDS, peer: '192.168.10.1' });
  const pattern = command?.argv[4] ?? '';
  const isSeen = (line: string, ports = pattern): boolean =>
    spawnSync('grep', ['-Eiq', ports], { input: `${line}\n` }).status === 0;

  test.each([
    ['dialled', row('0B0AA8C0:A3F2', '010AA8C0:00B3', '01'), true],
    ['taken', row('0B0AA8C0:00B3', '010AA8C0:A3F2', '01'), true],
    ['of a big-endian kernel', row('C0A80A0B:A3F2', 'C0A80A01:00B3', '01'), true],
    ['in tcp6', row('0000000000000000FFFF00000B0AA8C0:00B3', '0000000000000000FFFF0000010AA8C0:A3F2', '01'), true],
    ['that is being dialled', row('0B0AA8C0:A3F2', '010AA8C0:00B3', '02'), false],
    ['that is over', row('0B0AA8C0:A3F2', '010AA8C0:00B3', '06'), false],
    ['of another peer', row('0B0AA8C0:A3F2', '020AA8C0:00B3', '01'), false],
    ['of another port', row('0B0AA8C0:A3F2', '010AA8C0:0016', '01'), false],
  ])('one %s', (_, line, seen) => {
    expect(isSeen(line)).toBe(seen);
  });

  const guard = (rows: string, env: NodeJS.ProcessEnv = process.env): number | null =>
    spawnSync('/bin/sh', ['-c', command?.argv[2] ?? '', 'k8sdoctor', rows, 'true'], { env }).status;

  test('one of IPv6', () => {
    const [six] = connectCommands({ peer: 'fd00:10::1', port: 1790, local: null });
    const words = '100000FD0000000000000000';
    expect(isSeen(row(`${words}0B000000:A3F2`, `${words}01000000:06FE`, '01'), six?.argv[4])).toBe(true);
    expect(isSeen(row(`${words}0B000000:A3F2`, `${words}01000000:00B3`, '01'), six?.argv[4])).toBe(false);
  });

  test('nothing runs beside it, nor where it can’t be seen', () => {
    expect(guard('local_address')).toBe(75);
    expect(guard('nothing like it')).toBe(0);
    expect(guard('(')).toBe(76);
    expect(guard('x', { PATH: '/nowhere' })).toBe(76);
    expect([75, 76].map((exitCode) => readAttempt({ exitCode, said: '' }).kind)).toEqual(['open', 'unseen']);
  });
});

test('only tools that can be told a source are, before others are tried', () => {
  const tools = connectCommands(ENDS).map(({ shown, isBound }) => [shown[0], isBound]);
  expect(tools.findIndex(([, isBound]) => isBound === false)).toBe(
    tools.findLastIndex(([, isBound]) => isBound === true) + 1,
  );
  expect(connectCommands({ ...ENDS, local: null }).every(({ isBound }) => isBound)).toBe(true);
});

describe('what ping says', () => {
  test.each([
    ['2 packets transmitted, 2 received, 0% packet loss, time 201ms', 0, { kind: 'answered' }],
    ['2 packets transmitted, 1 received, 50% packet loss, time 201ms', 0, { kind: 'answered' }],
    ['2 packets transmitted, 0 received, 100% packet loss, time 201ms', 1, { kind: 'silent' }],
    [
      'ping: local error: message too long, mtu=1400\n2 packets transmitted, 0 received, +2 errors, 100% packet loss',
      1,
      { kind: 'too-big', mtu: 1400 },
    ],
    [
      'From 10.1.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1380)\n2 packets transmitted, 0 received, +2 errors',
      1,
      { kind: 'too-big', mtu: 1380 },
    ],
    [
      'From fd00::1 icmp_seq=1 Packet too big: mtu=1280\n1 packets transmitted, 0 received',
      1,
      { kind: 'too-big', mtu: 1280 },
    ],
    ["ping: invalid option -- 'M'\nBusyBox v1.35.0", 1, null],
    ['sh: ping: not found', 127, null],
    ['ping: socket: Operation not permitted', 2, null],
  ])('%s', (said, exitCode, expected) => {
    expect(readEcho({ exitCode, said })).toEqual(expected);
  });

  test('sizes are those of IP packets', () => {
    expect(echoCommand(ENDS, 'ipv4', 1500)).toContain('1472');
    expect(echoCommand(ENDS, 'ipv6', 1500)).toContain('1452');
  });
});
