import { expect, test } from 'vitest';
import type { Artifact } from '../../src/collectors/collector.ts';
import { redactArtifacts } from '../../src/redact/artifacts.ts';

const artifact = (
  path: string,
  content: string | Uint8Array,
  command: readonly string[] = ['cat', path],
): Artifact => ({
  status: 'collected',
  path,
  command,
  bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
});
const textOf = (each: Artifact | undefined): string =>
  each?.status === 'collected' ? new TextDecoder().decode(each.bytes) : '';

test('what a later artifact gives away is taken out of an earlier one', () => {
  const { artifacts, log } = redactArtifacts([
    artifact('log.txt', 'peer said tr0ub4dor\n'),
    artifact('frr.conf', 'neighbor 10.0.0.2 password tr0ub4dor\n'),
  ]);
  expect(artifacts.map(textOf)).toEqual([
    'peer said <redacted:bgp-password>\n',
    'neighbor 10.0.0.2 password <redacted:bgp-password>\n',
  ]);
  expect(log).toEqual([
    { path: 'frr.conf', kind: 'bgp-password', line: 1 },
    { path: 'log.txt', kind: 'bgp-password', line: 1 },
  ]);
});

test('commands and reasons too', () => {
  const failed: Artifact = {
    status: 'failed',
    path: 'x',
    command: ['agent', '--token=abc123'],
    reason: 'GET https://bob:hunter2@10.0.0.1/: refused',
  };
  expect(redactArtifacts([failed]).artifacts).toEqual([
    {
      status: 'failed',
      path: 'x',
      command: ['agent', '--token=<redacted:token>'],
      reason: 'GET https://bob:<redacted:credentials>@10.0.0.1/: refused',
    },
  ]);
});

test('captures, and octets that are no text, stay octet for octet', () => {
  const capture = Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, ...new TextEncoder().encode('password: hunter22\n'));
  const latin1 = Uint8Array.of(0xff, 0xfe, 0x80, ...new TextEncoder().encode('\npassword: hunter22\n'), 0xe9);
  const [first, second] = redactArtifacts([artifact('a.pcap', capture), artifact('b', latin1)]).artifacts;
  expect(first).toMatchObject({ bytes: capture });
  const rest = new TextEncoder().encode('\npassword: <redacted:password>\n');
  expect(second).toMatchObject({ bytes: Uint8Array.of(0xff, 0xfe, 0x80, ...rest, 0xe9) });
});
