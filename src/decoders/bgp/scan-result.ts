import type { MessageFault } from './message.ts';

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
  scan.scanNumber = (scan.scanNumber + 1) >>> 0;
  scan.fault = null;
}

export const hasType = ({ seenIn, scanNumber }: UpdateScan, type: number): boolean => seenIn[type] === scanNumber;

export function addType({ seenIn, scanNumber }: UpdateScan, type: number): void {
  seenIn[type] = scanNumber;
}

const SEVERITY = { 'attribute-discard': 1, 'treat-as-withdraw': 2, 'session-reset': 3 } as const;
const severity = ({ treatment }: MessageFault): number => (treatment === null ? 0 : SEVERITY[treatment]);

/** Of several errors the strongest treatment wins (RFC 7606 §3 h), and of equal ones the first. */
export function addFault(scan: UpdateScan, fault: MessageFault): void {
  if (scan.fault === null || severity(fault) > severity(scan.fault)) scan.fault = fault;
}
