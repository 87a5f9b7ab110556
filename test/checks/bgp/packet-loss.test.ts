import { describe, expect, test } from 'vitest';
import { packetLoss } from '../../../src/checks/bgp/packet-loss.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import type { Transmission } from '../../../src/model/transmission.ts';
import {
  at,
  connection,
  end,
  established,
  findingsOf,
  LOCAL,
  messages,
  notification,
  open,
  REMOTE,
  side,
  stall,
  transmission,
} from './session.ts';

const lossy = (change: Partial<Transmission>, more: Partial<BgpConnection> = {}): BgpConnection => ({
  ...established,
  sides: { local: side({ transmission: transmission(change) }), remote: side({ transmission: transmission() }) },
  ...more,
});
const find = (...connections: BgpConnection[]) => findingsOf(packetLoss, connections, { state: 'established' });

describe('bgp/packet-loss', () => {
  test('five segments, and more than one in a hundred', () => {
    expect(find(lossy({ repeated: 5, examples: [at(2), at(2.2)] }))).toMatchObject([
      {
        severity: 'warning',
        blame: null,
        title: `${LOCAL} has to send ${REMOTE} 5 segments again, where it had 100 data segments to send (5 %).`,
        evidence: [{ frame: 20 }, { frame: 22 }],
      },
    ]);
  });

  test('one segment that waited for more than a second, twice', () => {
    const slowest = stall({ size: 19, repeats: 5, slow: 2, longestWait: 3.2 });
    expect(find(lossy({ slowest }))).toMatchObject([
      { title: `${LOCAL} has to send ${REMOTE} one segment of 19 octets 5 times, after up to 3.2 s.` },
    ]);
  });

  test('both directions are one finding', () => {
    const both = lossy({ repeated: 9 });
    const sides = { local: both.sides.local, remote: both.sides.local };
    expect(find({ ...both, sides })).toMatchObject([{ title: expect.stringMatching(/has to send.*has to send/) }]);
  });

  test('what is still tried when the capture ends', () => {
    expect(find(lossy({ stuck: stall({ size: 19, repeats: 6, slow: 2, longestWait: 3.5 }) }))).toMatchObject([
      {
        severity: 'warning',
        title: `${LOCAL} has to send ${REMOTE} one segment of 19 octets 6 times, after up to 3.5 s.`,
      },
    ]);
    expect(find(lossy({ stuck: stall({ slow: 1 }) }))).toEqual([]);
  });

  describe('TCP opens, and the first octets of a side never get over', () => {
    const stuck = stall({ size: 45, repeats: 4, first: at(1), firstRepeat: at(1.2), lastRepeat: at(8) });
    const tried = (change: Partial<Transmission>, more: Partial<BgpConnection> = {}): BgpConnection =>
      connection({
        openedAt: at(0.5),
        opens: { local: open(), remote: null },
        sides: {
          local: side({ transmission: transmission({ largest: null, stuck, ...change }) }),
          remote: side(),
        },
        ...more,
      });

    test('is an error', () => {
      expect(findingsOf(packetLoss, [tried({})])).toMatchObject([
        {
          severity: 'error',
          blame: null,
          title: `${REMOTE} never acknowledges the OPEN that ${LOCAL} sends when TCP is open: 45 octets, sent again 4 times in 7 s.`,
        },
      ]);
    });

    test('both ways, it is one error', () => {
      const { local } = tried({}).sides;
      expect(findingsOf(packetLoss, [tried({}, { sides: { local, remote: local } })])).toMatchObject([
        { severity: 'error', title: expect.stringMatching(/never acknowledges.*never acknowledges/) },
      ]);
    });

    test('unless it is too early to tell, something was acknowledged, or another connection is up', () => {
      const early = stall({ first: at(1), firstRepeat: at(1.2), lastRepeat: at(3.5) });
      const { largest } = transmission();
      expect(findingsOf(packetLoss, [tried({ stuck: early })])).toEqual([]);
      expect(findingsOf(packetLoss, [tried({ largest })])).toEqual([]);
      expect(findingsOf(packetLoss, [tried({})], { state: 'established' })).toEqual([]);
    });
  });

  test('near misses', () => {
    expect(find(lossy({ repeated: 4 }))).toEqual([]);
    expect(find(lossy({ repeated: 10, segments: 1000 }))).toEqual([]);
    expect(find(lossy({ slowest: stall({ slow: 1 }) }))).toEqual([]);
    expect(find(lossy({ stuck: stall() }, { end: end('local', 9) }))).toEqual([]);
    expect(find(lossy({ repeated: 9 }, { establishedAt: null }))).toEqual([]);
  });

  test('has no part in the loss of a session whose peer hangs', () => {
    const silent = side({
      firstMessage: at(1),
      lastMessage: at(2),
      lastAcknowledgement: at(60),
      messages: messages({ update: 1 }),
    });
    const lost = lossy(
      { repeated: 9 },
      { end: end('local', 92), notifications: [notification('local', 4, 0, { at: at(92) })] },
    );
    expect(find({ ...lost, sides: { ...lost.sides, remote: silent } })).toMatchObject([{ severity: 'info' }]);
  });
});
