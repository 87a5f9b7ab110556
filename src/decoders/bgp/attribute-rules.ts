/**
 * What each path attribute must look like, apart from its content: flags and length. Tables indexed by the attribute's type,
 * since every attribute of every UPDATE is held against them.
 */
import type { Treatment } from './fault.ts';
import { AttributeFlag, AttributeType } from './registry/attributes.ts';

const WELL_KNOWN = AttributeFlag.TRANSITIVE;
const OPTIONAL = AttributeFlag.OPTIONAL;
const OPTIONAL_TRANSITIVE = AttributeFlag.OPTIONAL | AttributeFlag.TRANSITIVE;

type AttributeTypeCode = (typeof AttributeType)[keyof typeof AttributeType];

interface Rule {
  readonly flags: number;
  /** Octets, exactly. */
  readonly length?: number;
  /** Octets, one or more times as many. */
  readonly unit?: number;
  /** Of a wrong length (RFC 7606 §7; RFC 6793 §6; RFC 8092 §6). */
  readonly treatment?: Treatment;
  /** Of a value that its decoder cannot read. */
  readonly malformed?: Treatment;
}

/** Without a length here: content decides it, or the session (AGGREGATOR). */
const RULES: Readonly<Record<AttributeTypeCode, Rule>> = {
  [AttributeType.ORIGIN]: { flags: WELL_KNOWN, length: 1 },
  [AttributeType.AS_PATH]: { flags: WELL_KNOWN },
  [AttributeType.NEXT_HOP]: { flags: WELL_KNOWN, length: 4 },
  [AttributeType.MULTI_EXIT_DISC]: { flags: OPTIONAL, length: 4 },
  [AttributeType.LOCAL_PREF]: { flags: WELL_KNOWN, length: 4 },
  [AttributeType.ATOMIC_AGGREGATE]: { flags: WELL_KNOWN, length: 0, treatment: 'attribute-discard' },
  [AttributeType.AGGREGATOR]: { flags: OPTIONAL_TRANSITIVE },
  [AttributeType.COMMUNITIES]: { flags: OPTIONAL_TRANSITIVE, unit: 4 },
  [AttributeType.ORIGINATOR_ID]: { flags: OPTIONAL, length: 4 },
  [AttributeType.CLUSTER_LIST]: { flags: OPTIONAL, unit: 4 },
  [AttributeType.MP_REACH_NLRI]: { flags: OPTIONAL },
  [AttributeType.MP_UNREACH_NLRI]: { flags: OPTIONAL },
  [AttributeType.EXTENDED_COMMUNITIES]: { flags: OPTIONAL_TRANSITIVE, unit: 8 },
  [AttributeType.AS4_PATH]: { flags: OPTIONAL_TRANSITIVE },
  [AttributeType.AS4_AGGREGATOR]: { flags: OPTIONAL_TRANSITIVE, length: 8, treatment: 'attribute-discard' },
  [AttributeType.TUNNEL_ENCAPSULATION]: { flags: OPTIONAL_TRANSITIVE, malformed: 'treat-as-withdraw' }, // RFC 9012 §13
  [AttributeType.LARGE_COMMUNITY]: { flags: OPTIONAL_TRANSITIVE, unit: 12 },
  [AttributeType.BGPSEC_PATH]: { flags: OPTIONAL },
  [AttributeType.PREFIX_SID]: { flags: OPTIONAL_TRANSITIVE, malformed: 'attribute-discard' }, // RFC 8669 §6
};

const ANY = -1;
const FLAGS = new Uint8Array(256);
const LENGTH = new Int8Array(256).fill(ANY);
const UNIT = new Uint8Array(256);
const MALFORMED: (Treatment | undefined)[] = Array.from({ length: 256 });
for (const [key, { flags, length, unit, malformed }] of Object.entries(RULES)) {
  const type = Number(key);
  FLAGS[type] = flags;
  LENGTH[type] = length ?? ANY;
  UNIT[type] = unit ?? 0;
  MALFORMED[type] = malformed;
}

/** The Optional and Transitive bits that `type` must have; 0 of a type without a rule here. */
export const flagsOf = (type: number): number => FLAGS[type] ?? 0;

export function lengthFits(type: number, length: number): boolean {
  const exact = LENGTH[type] ?? ANY;
  if (exact !== ANY) return length === exact;
  const unit = UNIT[type] ?? 0;
  return unit === 0 || (length > 0 && length % unit === 0);
}

/** `4`, or `a multiple of 12 above 0`: what `lengthFits` asks for. */
export function lengthRule(type: number): string {
  const exact = LENGTH[type] ?? ANY;
  return exact === ANY ? `a multiple of ${UNIT[type]} above 0` : String(exact);
}

export function lengthTreatment(type: number): Treatment {
  const rules: Readonly<Record<number, Rule>> = RULES;
  return rules[type]?.treatment ?? 'treat-as-withdraw';
}

/** What becomes of a value that its decoder cannot read; undefined of a type whose value the scan reads otherwise, or not at all. */
export const malformedTreatment = (type: number): Treatment | undefined => MALFORMED[type];
