import { describe, expect, test } from 'vitest';
import { mtuBlackHole } from '../../../src/checks/bgp/mtu-black-hole.ts';
import type { BgpConnection, IcmpError } from '../../../src/model/bgp-session.ts';
import type { Transmission } from '../../../src/model/transmission.ts';
import { at, end, established, findingsOf, LOCAL, REMOTE, side, stall, transmission } from './session.ts';

const SMALL = { size: 306, sent: at(1, 'sent'), acknowledged: at(1.1, 'acknowledged') };
const hanging = (change: Partial<Transmission> = {}): BgpConnection => ({
  ...established,
  sides: {
    local: side({ transmission: transmission({ largest: SMALL, stuck: stall(), ...change }) }),
    remote: side({ transmission: transmission() }),
  },
  end: end('remote', 9),
});
const tooBig = (change: Partial<IcmpError> = {}): IcmpError => ({
  kind: 'too-big',
  name: 'Fragmentation Needed',
  type: 3,
  code: 4,
  sender: '192.168.10.254',
  quotes: 'local',
  mtu: 1300,
  at: at(2.1, 'ICMP 3/4'),
  count: 3,
  ...change,
});
const find = (connection: BgpConnection, icmp: IcmpError[] = []) => findingsOf(mtuBlackHole, [connection], { icmp });

describe('bgp/mtu-black-hole', () => {
  test('full segments hang while small ones pass', () => {
    expect(find(hanging())).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${LOCAL} sends ${REMOTE} a segment of 1448 octets again 5 times in 6 s, never acknowledged; the largest that was acknowledged has 306, and no ICMP error about it was captured.`,
        evidence: [1, 1.1, 2, 2.2, 2.3, 8, 9].map((seconds) => ({ frame: seconds * 10 })),
      },
    ]);
  });

  test('the ping has the size of the packet that does not pass', () => {
    expect(find(hanging())[0]?.remedy[0]).toContain('ping -M do -s 1472');
  });

  test('names the router that says so, and its MTU', () => {
    const [finding] = find(hanging(), [tooBig()]);
    expect(finding?.title).toContain('192.168.10.254 answers with ICMP “Fragmentation Needed”, MTU 1300');
    expect(finding?.cause).toContain('gets as far as the capture');
    expect(finding?.evidence).toContainEqual(expect.objectContaining({ text: 'ICMP 3/4' }));
  });

  test('with ICMP nothing else has to prove it, and any size does', () => {
    const stuck = stall({ size: 1280, passed: null });
    expect(find(hanging({ stuck }), [tooBig({ mtu: null })])).toHaveLength(1);
    expect(find(hanging({ stuck }), [tooBig({ quotes: 'remote' })])).toEqual([]);
  });

  test('without MSS a segment has to be large', () => {
    expect(find(hanging({ mss: null }))).toHaveLength(1);
    expect(find(hanging({ mss: null, stuck: stall({ size: 600 }) }))).toEqual([]);
  });

  test('near misses', () => {
    const misses: Partial<Transmission>[] = [
      { stuck: null },
      { stuck: stall({ repeats: 2 }) },
      { stuck: stall({ passed: null }) },
      { stuck: stall({ size: 900 }) },
      { stuck: stall({ size: 2896 }) },
      { largest: { ...SMALL, size: 1448 } },
      { largest: null },
    ];
    for (const miss of misses) expect(find(hanging(miss))).toEqual([]);
  });
});
