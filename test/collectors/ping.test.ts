import { expect, test } from 'vitest';
import { pingCommands, readPing } from '../../src/collectors/ping.ts';

const IPUTILS = `PING 10.200.2.5 (10.200.2.5) 56(84) bytes of data.

--- 10.200.2.5 ping statistics ---
3 packets transmitted, 3 received, 0% packet loss, time 401ms
rtt min/avg/max/mdev = 0.050/0.057/0.065/0.006 ms`;
const BUSYBOX = `PING 10.200.2.5 (10.200.2.5): 56 data bytes

--- 10.200.2.5 ping statistics ---
3 packets transmitted, 0 packets received, 100% packet loss`;
const ERRORS = `PING 10.200.2.5 (10.200.2.5) 56(84) bytes of data.
From 10.200.1.1 icmp_seq=1 Destination Net Unreachable

--- 10.200.2.5 ping statistics ---
3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 402ms`;

test.each([
  [IPUTILS, 3, 3],
  [BUSYBOX, 3, 0],
  [ERRORS, 3, 0],
  ['ping: connect: Network is unreachable', 0, 0],
  ['ping: sendto: Network is unreachable\n', 0, 0],
])('%s', (said, sent, received) => {
  expect(readPing({ exitCode: 1, said })).toMatchObject({ sent, received });
});

test.each(['ping: invalid option -- i', 'sh: ping: not found', ''])('can’t tell: %s', (said) => {
  expect(readPing({ exitCode: 2, said })).toBeNull();
});

test('ends by itself', () => {
  for (const argv of pingCommands('10.200.2.5')) {
    expect(argv.join(' ')).toMatch(/ -c 3 /);
    expect(argv.at(-1)).toBe('10.200.2.5');
  }
});
