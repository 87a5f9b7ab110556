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
  /** Of the Transitive bit being wrong, where a document asks for something else than RFC 7606 §3 c. */
  readonly wrongTransitive?: Treatment;
}

/** Without a length here: content decides it, or the session (AGGREGATOR), or nobody asks (those kept raw). */
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
  [AttributeType.PMSI_TUNNEL]: { flags: OPTIONAL_TRANSITIVE, malformed: 'treat-as-withdraw' }, // RFC 6514 §5
  [AttributeType.TUNNEL_ENCAPSULATION]: { flags: OPTIONAL_TRANSITIVE, malformed: 'treat-as-withdraw' }, // RFC 9012 §13
  [AttributeType.TRAFFIC_ENGINEERING]: { flags: OPTIONAL },
  [AttributeType.IPV6_EXTENDED_COMMUNITIES]: { flags: OPTIONAL_TRANSITIVE, unit: 20 },
  [AttributeType.AIGP]: {
    flags: OPTIONAL,
    malformed: 'attribute-discard', // RFC 7311 §3.2
    wrongTransitive: 'attribute-discard',
  },
  [AttributeType.PE_DISTINGUISHER_LABELS]: { flags: OPTIONAL_TRANSITIVE },
  [AttributeType.BGP_LS]: { flags: OPTIONAL, malformed: 'attribute-discard' }, // RFC 9552 §8.2.2
  [AttributeType.LARGE_COMMUNITY]: { flags: OPTIONAL_TRANSITIVE, unit: 12 },
  [AttributeType.BGPSEC_PATH]: { flags: OPTIONAL, malformed: 'treat-as-withdraw' }, // RFC 8205 §5.2
  [AttributeType.COMMUNITY_CONTAINER]: { flags: OPTIONAL_TRANSITIVE },
  [AttributeType.ONLY_TO_CUSTOMER]: { flags: OPTIONAL_TRANSITIVE, length: 4 }, // RFC 9234 §5
  [AttributeType.D_PATH]: { flags: OPTIONAL_TRANSITIVE, malformed: 'treat-as-withdraw' },
  [AttributeType.SFP]: { flags: OPTIONAL_TRANSITIVE },
  [AttributeType.BFD_DISCRIMINATOR]: { flags: OPTIONAL_TRANSITIVE, malformed: 'attribute-discard' }, // RFC 9026 §3.1.6
  [AttributeType.NEXT_HOP_CHARACTERISTICS]: { flags: OPTIONAL_TRANSITIVE },
  [AttributeType.PREFIX_SID]: { flags: OPTIONAL_TRANSITIVE, malformed: 'attribute-discard' }, // RFC 8669 §6
  [AttributeType.BIER]: { flags: OPTIONAL_TRANSITIVE },
  [AttributeType.EDGE_METADATA]: { flags: OPTIONAL },
  [AttributeType.ATTR_SET]: { flags: OPTIONAL_TRANSITIVE, malformed: 'treat-as-withdraw' }, // RFC 7606 §7.16
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

/** RFC 7606 §3 c leaves Partial alone. */
export const JUDGED_FLAGS: number = AttributeFlag.OPTIONAL | AttributeFlag.TRANSITIVE;

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

const ruleOf = (type: number): Rule | undefined => {
  const rules: Readonly<Record<number, Rule>> = RULES;
  return rules[type];
};

export const lengthTreatment = (type: number): Treatment => ruleOf(type)?.treatment ?? 'treat-as-withdraw';

/** Of `flags` that are not those of `flagsOf` (RFC 7606 §3 c). */
export function flagsTreatment(type: number, flags: number): Treatment {
  const transitiveIsWrong = ((flags ^ flagsOf(type)) & AttributeFlag.TRANSITIVE) !== 0;
  return (transitiveIsWrong ? ruleOf(type)?.wrongTransitive : undefined) ?? 'treat-as-withdraw';
}

/** What becomes of a value that its decoder cannot read; undefined of a type whose value the scan reads otherwise, or not at all. */
export const malformedTreatment = (type: number): Treatment | undefined => MALFORMED[type];
