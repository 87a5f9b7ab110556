import { expect, test } from 'vitest';
import { hostAndPort, parseSshTarget } from '../../../src/transports/ssh/target.ts';

test.each([
  ['worker-1', null, 'worker-1', null],
  ['root@worker-1', 'root', 'worker-1', null],
  ['root@10.0.0.1:2222', 'root', '10.0.0.1', 2222],
  ['alice@example.com@worker-1.example.com:22', 'alice@example.com', 'worker-1.example.com', 22],
  ['[2001:db8::1]', null, '2001:db8::1', null],
  ['root@[2001:db8::1]:2222', 'root', '2001:db8::1', 2222],
  ['root@2001:db8::1', 'root', '2001:db8::1', null],
  ['fe80::1%eth0', null, 'fe80::1%eth0', null],
])('%s', (text, user, host, port) => {
  expect(parseSshTarget(text)).toEqual({ user, host, port });
});

test.each([
  '',
  '@worker',
  'worker:',
  'worker:0',
  'worker:65536',
  'worker:ssh',
  'a b',
  '-oProxyCommand=x',
  '[::1',
  'a/b',
])('%j is none', (text) => {
  expect(parseSshTarget(text)).toBeNull();
});

test('known_hosts names the port only where it is not 22', () => {
  expect(hostAndPort('worker-1', 22)).toBe('worker-1');
  expect(hostAndPort('::1', 2222)).toBe('[::1]:2222');
});
