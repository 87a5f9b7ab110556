import { describe, expect, test } from 'vitest';
import { tcpUnreachable } from '../../../src/checks/bgp/tcp-unreachable.ts';
import type { IcmpError } from '../../../src/model/bgp-session.ts';
import { at, attempt, findingsOf, LOCAL, REMOTE } from './session.ts';

const icmp = (change: Partial<IcmpError> = {}): IcmpError => ({
  kind: 'prohibited',
  name: 'Communication Administratively Prohibited',
  type: 3,
  code: 13,
  sender: REMOTE,
  quotes: 'local',
  mtu: null,
  at: at(1.1, 'ICMP 3/13'),
  count: 2,
  ...change,
});
const find = (...errors: IcmpError[]) => findingsOf(tcpUnreachable, [attempt('local', 1)], { icmp: errors });

describe('bgp/tcp-unreachable', () => {
  test('the peer itself prohibits', () => {
    expect(find(icmp())).toMatchObject([
      {
        severity: 'error',
        blame: REMOTE,
        title: `${REMOTE} answers packets of ${LOCAL} to ${REMOTE} with ICMP “Communication Administratively Prohibited”, 2 times.`,
        evidence: [{ text: 'ICMP 3/13' }],
      },
    ]);
  });

  test('a router between blames nobody', () => {
    expect(find(icmp({ kind: 'unreachable', sender: '192.168.10.254' }))).toMatchObject([{ blame: null }]);
  });

  test('the sending host itself may be the one that cannot deliver', () => {
    const [finding] = find(icmp({ kind: 'unreachable', sender: LOCAL }));
    expect(finding?.cause).toContain(`${LOCAL}, the sending host itself, has no usable route`);
  });

  test('is only worth knowing while the session is up', () => {
    const change = { icmp: [icmp()], state: 'established' } as const;
    expect(findingsOf(tcpUnreachable, [], change)).toMatchObject([{ severity: 'info' }]);
  });

  test.each<IcmpError['kind']>(['time-exceeded', 'too-big', 'other'])('leaves %s to others', (kind) => {
    expect(find(icmp({ kind }))).toEqual([]);
  });
});
