/** What AS_PATH and AGGREGATOR say together with AS4_PATH and AS4_AGGREGATOR, where AS numbers have 2 octets (RFC 6793 §4.2.3). */
import { AS_TRANS } from '../../net/asn.ts';
import { isPath } from './describe/attribute.ts';
import type { Aggregator, AsPathSegment, BgpUpdate, PathAttribute } from './message.ts';
import { AttributeType } from './registry/attributes.ts';

const isConfederation = ({ type }: AsPathSegment): boolean => type === 'AS_CONFED_SEQUENCE' || type === 'AS_CONFED_SET';

/** As for the decision (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3): a set is one, a confederation none. */
const countOf = (segment: AsPathSegment): number => {
  if (isConfederation(segment)) return 0;
  return segment.type === 'AS_SET' ? 1 : segment.asns.length;
};

const countAll = (path: readonly AsPathSegment[]): number =>
  path.reduce((count, segment) => count + countOf(segment), 0);

/** Of the attributes of an UPDATE with 2-octet AS numbers: what the AS4_ attributes change; nothing where they are not. */
export function mergeAs4(attributes: readonly PathAttribute[]): Pick<BgpUpdate, 'asPath' | 'aggregator'> {
  const valueOf = (type: number): unknown => attributes.find((attribute) => attribute.type === type)?.value;
  const aggregator = valueOf(AttributeType.AGGREGATOR);
  const as4Aggregator = valueOf(AttributeType.AS4_AGGREGATOR);
  // Where both are there, an aggregator other than AS_TRANS has not seen the AS4_ attributes, and they no longer fit.
  if (isAggregator(aggregator) && isAggregator(as4Aggregator) && aggregator.as !== AS_TRANS) return {};
  const asPath = valueOf(AttributeType.AS_PATH);
  const as4Path = valueOf(AttributeType.AS4_PATH);
  const merged = isPath(asPath) && isPath(as4Path) ? mergeAsPath(asPath, as4Path) : asPath;
  return {
    ...(isPath(merged) && merged !== asPath && { asPath: merged }),
    ...(isAggregator(aggregator) && isAggregator(as4Aggregator) && { aggregator: as4Aggregator }),
  };
}

/** One that is malformed is hex. */
const isAggregator = (value: unknown): value is Aggregator =>
  typeof value === 'object' && value !== null && 'as' in value;

/**
 * The path that the route has taken: AS4_PATH behind as many numbers of AS_PATH as it is shorter, or AS_PATH as it is where
 * AS4_PATH is longer.
 */
export function mergeAsPath(
  asPath: readonly AsPathSegment[],
  as4Path: readonly AsPathSegment[],
): readonly AsPathSegment[] {
  const tail = as4Path.filter((segment) => !isConfederation(segment)); // RFC 6793 §6
  const before = countAll(asPath) - countAll(tail);
  if (before < 0 || tail.length === 0) return asPath;
  return joined([...leading(asPath, before), ...tail]);
}

/** The first `count` numbers, and the confederation segments that lead or adjoin them. */
function leading(path: readonly AsPathSegment[], count: number): readonly AsPathSegment[] {
  const taken: AsPathSegment[] = [];
  let left = count;
  for (const segment of path) {
    const size = countOf(segment);
    if (size > left) {
      if (left > 0) taken.push({ ...segment, asns: segment.asns.slice(0, left) });
      break;
    }
    taken.push(segment);
    left -= size;
  }
  return taken;
}

/** Sequences that follow one another are one. */
function joined(path: readonly AsPathSegment[]): readonly AsPathSegment[] {
  const segments: AsPathSegment[] = [];
  for (const segment of path) {
    const last = segments.at(-1);
    if (last?.type === 'AS_SEQUENCE' && segment.type === 'AS_SEQUENCE') {
      segments[segments.length - 1] = { ...last, asns: [...last.asns, ...segment.asns] };
    } else {
      segments.push(segment);
    }
  }
  return segments;
}
