import type { MessageFault } from './fault.ts';

/** What a scan says of one UPDATE. Filled anew for each: copy what is to be kept. Families are AFI × 256 + SAFI, -1 is none. */
export interface UpdateScan {
  /** IPv4 unicast prefixes of the message's own fields. */
  announced: number;
  withdrawn: number;
  /** Family and number of NLRI of MP_REACH_NLRI; in a family whose NLRI are kept raw 1 stands for any number. */
  reachFamily: number;
  reachCount: number;
  /** The same of MP_UNREACH_NLRI. */
  unreachFamily: number;
  unreachCount: number;
  /** The family whose End-of-RIB this is (RFC 4724 §2). */
  endOfRib: number;
  /** First of 0, 65535 and 4294967295 in AS_PATH, AS4_PATH or AGGREGATOR, else 23456 without the AS4_ attribute that explains it. */
  reservedAs: number;
  reservedIn: 'AS_PATH' | 'AGGREGATOR';
  /** First AS of a documentation range (RFC 5398). */
  documentationAs: number;
  /** Greatest of AS_PATH and AS4_PATH. */
  maxAs: number;
  /** The AS of the side that receives it, to be looked for in the path; -1 for none. Set before the scan. */
  receiverAs: number;
  /** The address of that side, as a number; -1 where it is no IPv4 address. Set before the scan. */
  receiverIpv4: number;
  /** Something in it may deserve a word: what follows, LOCAL_PREF, an odd next hop or one in MP_REACH_NLRI. Of most there is nothing. */
  isNotable: boolean;
  /** Its AS stands in the path. */
  hasReceiverAs: boolean;
  /** AS_CONFED_SEQUENCE or AS_CONFED_SET in the path (RFC 5065 §3). */
  hasConfederation: boolean;
  /** Where the value of NEXT_HOP begins; -1 without one. */
  nextHopAt: number;
  /** Next hop of MP_REACH_NLRI; -1 without one. */
  reachNextHopAt: number;
  reachNextHopLength: number;
  /** Octets of the NLRI: of the message's own fields, of MP_REACH_NLRI, of MP_UNREACH_NLRI. From the message's first octet, as all places. */
  announcedAt: number;
  announcedEnd: number;
  withdrawnAt: number;
  withdrawnEnd: number;
  reachAt: number;
  reachEnd: number;
  unreachAt: number;
  unreachEnd: number;
  /** First community of 65535:* that nobody registered, else of 0:*; -1 for none. */
  reservedCommunity: number;
  /** Carries BLACKHOLE (RFC 7999). */
  isBlackhole: boolean;
  /** The attribute types seen are those at which the number of this scan stands: so none has to be cleared. */
  readonly seenIn: Uint32Array;
  scanNumber: number;
  /** The first of the most severe kind. Counts are whole only where there is none. */
  fault: MessageFault | null;
}

export function createUpdateScan(): UpdateScan {
  return {
    announced: 0,
    withdrawn: 0,
    reachFamily: -1,
    reachCount: 0,
    unreachFamily: -1,
    unreachCount: 0,
    endOfRib: -1,
    reservedAs: -1,
    reservedIn: 'AS_PATH',
    documentationAs: -1,
    maxAs: -1,
    receiverAs: -1,
    receiverIpv4: -1,
    isNotable: false,
    hasReceiverAs: false,
    hasConfederation: false,
    nextHopAt: -1,
    reachNextHopAt: -1,
    reachNextHopLength: 0,
    announcedAt: 0,
    announcedEnd: 0,
    withdrawnAt: 0,
    withdrawnEnd: 0,
    reachAt: 0,
    reachEnd: 0,
    unreachAt: 0,
    unreachEnd: 0,
    reservedCommunity: -1,
    isBlackhole: false,
    seenIn: new Uint32Array(256),
    scanNumber: 0,
    fault: null,
  };
}

export function resetUpdateScan(scan: UpdateScan): void {
  scan.announced = 0;
  scan.withdrawn = 0;
  scan.reachFamily = -1;
  scan.reachCount = 0;
  scan.unreachFamily = -1;
  scan.unreachCount = 0;
  scan.endOfRib = -1;
  scan.reservedAs = -1;
  scan.reservedIn = 'AS_PATH';
  scan.documentationAs = -1;
  scan.maxAs = -1;
  scan.isNotable = false;
  scan.hasReceiverAs = false;
  scan.hasConfederation = false;
  scan.nextHopAt = -1;
  scan.reachNextHopAt = -1;
  scan.reachNextHopLength = 0;
  scan.announcedAt = 0;
  scan.announcedEnd = 0;
  scan.withdrawnAt = 0;
  scan.withdrawnEnd = 0;
  scan.reachAt = 0;
  scan.reachEnd = 0;
  scan.unreachAt = 0;
  scan.unreachEnd = 0;
  scan.reservedCommunity = -1;
  scan.isBlackhole = false;
  scan.scanNumber = (scan.scanNumber + 1) >>> 0;
  scan.fault = null;
}

export const hasType = ({ seenIn, scanNumber }: UpdateScan, type: number): boolean => seenIn[type] === scanNumber;

export function addType({ seenIn, scanNumber }: UpdateScan, type: number): void {
  seenIn[type] = scanNumber;
}

const SEVERITY = {
  'attribute-discard': 1,
  'nlri-discard': 2,
  'treat-as-withdraw': 3,
  'afi-safi-disable': 4,
  'session-reset': 5,
} as const;
const severity = ({ treatment }: MessageFault): number => (treatment === null ? 0 : SEVERITY[treatment]);

/** Of several errors the strongest treatment wins (RFC 7606 §3 h), and of equal ones the first. */
export function addFault(scan: UpdateScan, fault: MessageFault): void {
  if (scan.fault === null || severity(fault) > severity(scan.fault)) scan.fault = fault;
}
