import type { Check } from '../../../src/checks/define-check.ts';
import type { BgpConnection, BgpSession, ConnectionEnd, SideSeen, SynSeen } from '../../../src/model/bgp-session.ts';
import type { NotificationSeen, OpenSeen } from '../../../src/model/messages-seen.ts';
import type { Moment, Side } from '../../../src/model/moment.ts';
import type { Stall, Transmission } from '../../../src/model/transmission.ts';
import type { Finding } from '../../../src/model/report.ts';
import type { RoutesSeen } from '../../../src/model/routes.ts';
import type { Capability, MessageCounts } from '../../../src/model/session.ts';

/** What the tests of checks start from; each names only what it is about. Frame numbers are tenths of a second. */
export const LOCAL = '192.168.10.11';
export const REMOTE = '192.168.10.1';
const START = 1_800_000_000;

export const at = (seconds: number, text = 'packet'): Moment => ({
  source: 'bgp.pcap',
  frame: Math.round(seconds * 10),
  seconds: START + seconds,
  time: new Date((START + seconds) * 1000).toISOString(),
  text,
});

export const family = (afi: number, safi: number): Capability => ({ code: 1, name: 'multiprotocol', afi, safi });
export const IPV4_UNICAST: Capability = family(1, 1);
export const fourOctetAs = (as: number): Capability => ({ code: 65, name: 'four-octet-as', as });

export const open = (change: Partial<OpenSeen> = {}): OpenSeen => ({
  version: 4,
  myAs: 64512,
  as: 64512,
  holdTime: 90,
  bgpId: '10.0.0.11',
  capabilities: [IPV4_UNICAST],
  otherParameters: [],
  families: ['ipv4-unicast'],
  at: at(0.4, 'OPEN'),
  ...change,
});

/** The other side's. */
export const peerOpen = (change: Partial<OpenSeen> = {}): OpenSeen =>
  open({ myAs: 64513, as: 64513, bgpId: '10.0.0.1', at: at(0.5, 'OPEN'), ...change });

export const notification = (
  from: Side,
  code: number,
  subcode: number,
  change: Partial<NotificationSeen> = {},
): NotificationSeen => ({
  from,
  code,
  subcode,
  name: `${code}/${subcode}`,
  data: new Uint8Array(),
  shutdownText: null,
  detail: {},
  answers: null,
  blames: null,
  at: at(0.6, `NOTIFICATION ${code}/${subcode}`),
  ...change,
});

export const messages = (change: Partial<MessageCounts> = {}): MessageCounts => ({
  open: 0,
  update: 0,
  notification: 0,
  keepalive: 0,
  routeRefresh: 0,
  ...change,
});

export const syn = (change: Partial<SynSeen> = {}): SynSeen => ({
  at: at(0, 'SYN'),
  last: at(0, 'SYN'),
  count: 1,
  ttl: 64,
  mss: 1460,
  auth: null,
  signature: null,
  ...change,
});

/** Nothing that deserves a word. */
export const carried = (change: Partial<RoutesSeen> = {}): RoutesSeen => ({
  loops: [],
  onlyReturns: false,
  confederation: false,
  localPref: null,
  nextHops: [],
  communities: [],
  withdrawn: [],
  withdrawnCount: 0,
  ...change,
});

export const side = (change: Partial<SideSeen> = {}): SideSeen => ({
  packets: 5,
  lastPacket: at(1),
  lastAcknowledgement: null,
  syn: syn(),
  refusal: null,
  signed: 0,
  unsigned: 5,
  ttl: { min: 64, max: 64 },
  messages: messages(),
  firstMessage: null,
  lastMessage: null,
  lastUpdate: null,
  missing: null,
  unseen: false,
  transmission: null,
  closedWindow: null,
  routes: new Map(),
  carried: carried(),
  malformed: [],
  reservedAs: [],
  wideAs: null,
  ...change,
});

/** A hundred segments of 1448 octets at most that were all acknowledged. */
export const transmission = (change: Partial<Transmission> = {}): Transmission => ({
  mss: 1460,
  segments: 100,
  repeated: 0,
  examples: [],
  largest: { size: 1448, sent: at(1), acknowledged: at(1.1) },
  stuck: null,
  lost: null,
  slowest: null,
  unacknowledged: 0,
  ...change,
});

/** A full segment that is sent again and again, while what comes behind it is acknowledged selectively. */
export const stall = (change: Partial<Stall> = {}): Stall => ({
  size: 1448,
  first: at(2),
  firstRepeat: at(2.2),
  lastRepeat: at(8),
  repeats: 5,
  slow: 2,
  longestWait: 3.2,
  passed: at(2.3, 'acknowledges 19 octets behind it'),
  ...change,
});

/** It has sent its OPEN. */
export const spoke: SideSeen = side({ messages: messages({ open: 1 }), firstMessage: at(0.4) });

export const silent: SideSeen = side({
  packets: 0,
  lastPacket: null,
  syn: null,
  unsigned: 0,
  ttl: { min: 0, max: 0 },
});

/** TCP is open, and nothing more. */
export const connection = (change: Partial<BgpConnection> = {}): BgpConnection => ({
  number: 1,
  snapped: false,
  ports: { local: 43210, remote: 179 },
  openedBy: 'local',
  first: at(0, 'SYN'),
  last: at(1),
  openedAt: at(0.2),
  midstream: false,
  sides: { local: side(), remote: side() },
  opens: { local: null, remote: null },
  notifications: [],
  establishedAt: null,
  end: null,
  ladder: [],
  ...change,
});

export const established: BgpConnection = connection({
  opens: { local: open(), remote: peerOpen() },
  establishedAt: at(0.7),
});

/** SYNs of one side, and whatever came back. */
export const attempt = (
  from: Side,
  seconds: number,
  sent: Partial<SynSeen> = {},
  back: SideSeen = silent,
): BgpConnection => {
  const caller = side({
    packets: sent.count ?? 1,
    lastPacket: at(seconds),
    syn: syn({ at: at(seconds, 'SYN'), last: at(seconds, 'SYN'), ...sent }),
  });
  return connection({
    openedBy: from,
    first: at(seconds),
    last: at(seconds),
    openedAt: null,
    sides: from === 'local' ? { local: caller, remote: back } : { local: back, remote: caller },
  });
};

/** What comes back from a port where nobody listens. */
export const refusing = (seconds: number): SideSeen =>
  side({ packets: 1, lastPacket: at(seconds), syn: null, refusal: at(seconds, 'RST') });

export const end = (from: Side, seconds: number, kind: ConnectionEnd['kind'] = 'FIN'): ConnectionEnd => ({
  kind,
  from,
  at: at(seconds, kind),
});

export const session = (connections: readonly BgpConnection[], change: Partial<BgpSession> = {}): BgpSession => ({
  id: `${LOCAL}-${REMOTE}`,
  local: { address: LOCAL },
  remote: { address: REMOTE },
  localInferred: true,
  state: 'failed',
  connections,
  connectionCount: connections.length,
  messages: messages(),
  icmp: [],
  firstSeen: at(0),
  lastSeen: at(60),
  captureEnd: START + 60,
  ...change,
});

/** `seconds` after the capture's start, as `captureEnd` counts. */
export const clock = (seconds: number): number => START + seconds;

/** What a check finds in one session. */
export const findingsOf = (
  check: Check,
  connections: readonly BgpConnection[],
  change: Partial<BgpSession> = {},
): readonly Finding[] => {
  const share = check.evaluate({ sessions: [session(connections, change)] });
  if (share.check.outcome === 'crashed') throw new Error(share.incomplete[0]?.why);
  return share.findings;
};
