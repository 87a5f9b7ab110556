/**
 * How the UPDATEs of a connection are read whose OPENs are not in the capture: by what each reading would have them say.
 * AS width (RFC 6793) is the same both ways; path identifiers (RFC 7911) are a matter of each direction and family.
 */
import { familyCode, IPV4_UNICAST } from './families.ts';
import { type DecodeContext, HEADER_LENGTH } from './message.ts';
import { AttributeFlag, AttributeType } from './registry/attributes.ts';
import { u16, u8 } from '../../net/octets.ts';
import { MISFIT, nlriCost, pathCost } from './plausibility.ts';

/** One side of the session, or the other. */
type End = 0 | 1;

export interface Inference {
  /** Above 0 where AS numbers rather have 2 octets than 4. */
  twoOctetAs: number;
  /** By end that sends and by family: above 0 where NLRI rather have path identifiers. */
  readonly pathIds: readonly [Map<number, number>, Map<number, number>];
  /** UPDATEs of each end that were weighed. */
  readonly weighed: [number, number];
}

const MAX_FAMILIES = 64;
/** After so many UPDATEs of an end only those are weighed that do not fit. */
const ENOUGH = 32;
/** No more than two misfits can be in the way of another reading. */
const MAX_WEIGHT = 2 * MISFIT;

export const createInference = (): Inference => ({
  twoOctetAs: 0,
  pathIds: [new Map(), new Map()],
  weighed: [0, 0],
});

export const knowsEnough = ({ weighed }: Inference, from: End): boolean => weighed[from] >= ENOUGH;

/** The reading of what `from` sends: 4-octet AS numbers and no path identifiers unless something speaks against it. */
export function inferredContext({ twoOctetAs, pathIds }: Inference, from: End): DecodeContext {
  const families = [...pathIds[from]].filter(([, weight]) => weight > 0).map(([family]) => family);
  return { fourOctetAs: twoOctetAs <= 0, addPath: new Set(families) };
}

/** Weighs the UPDATE `bytes[start]` to `bytes[end - 1]`, sent by `from`. */
export function weighUpdate(inference: Inference, from: End, bytes: Uint8Array, start: number, end: number): void {
  inference.weighed[from] += 1;
  const withdrawnAt = start + HEADER_LENGTH + 2;
  const attributesAt = withdrawnAt + u16(bytes, withdrawnAt - 2) + 2;
  const nlriAt = attributesAt + u16(bytes, attributesAt - 2);
  if (attributesAt > end || nlriAt > end) return;
  const weighNlri = (family: number, at: number, to: number, withdrawn: boolean): void => {
    if (at >= to) return;
    const cost = (pathIds: boolean): number => nlriCost(bytes, at, to, family, withdrawn, pathIds);
    addToFamily(inference.pathIds[from], family, cost(false) - cost(true));
  };
  weighNlri(IPV4_UNICAST, withdrawnAt, attributesAt - 2, true);
  weighNlri(IPV4_UNICAST, nlriAt, end, false);
  const familyOf = (at: number): number => familyCode(u16(bytes, at), u8(bytes, at + 2));
  let at = attributesAt;
  while (at + 3 <= nlriAt) {
    const extended = (u8(bytes, at) & AttributeFlag.EXTENDED_LENGTH) !== 0;
    const valueAt = at + (extended ? 4 : 3);
    const next = valueAt + (extended ? u16(bytes, at + 2) : u8(bytes, at + 2));
    if (next > nlriAt) return;
    const type = u8(bytes, at + 1);
    if (type === AttributeType.MP_REACH_NLRI && next - valueAt >= 5) {
      weighNlri(familyOf(valueAt), valueAt + 5 + u8(bytes, valueAt + 3), next, false);
    } else if (type === AttributeType.MP_UNREACH_NLRI && next - valueAt >= 3) {
      weighNlri(familyOf(valueAt), valueAt + 3, next, true);
    } else {
      inference.twoOctetAs = clamp(inference.twoOctetAs + widthWeight(bytes, type, valueAt, next));
    }
    at = next;
  }
}

/** Above 0 where the attribute rather has 2-octet AS numbers. */
function widthWeight(bytes: Uint8Array, type: number, at: number, end: number): number {
  switch (type) {
    case AttributeType.AS_PATH:
      return pathCost(bytes, at, end, 4) - pathCost(bytes, at, end, 2);
    case AttributeType.AGGREGATOR: // RFC 6793 §3: six octets, or eight
      return end - at === 6 ? MISFIT : end - at === 8 ? -MISFIT : 0;
    case AttributeType.AS4_PATH: // RFC 6793 §4.1: not between speakers that both have 4-octet numbers
    case AttributeType.AS4_AGGREGATOR:
      return MISFIT / 4;
    default:
      return 0;
  }
}

function addToFamily(weights: Map<number, number>, family: number, weight: number): void {
  const known = weights.get(family);
  if (known === undefined && weights.size >= MAX_FAMILIES) return;
  weights.set(family, clamp((known ?? 0) + weight));
}

const clamp = (weight: number): number => Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, weight));
