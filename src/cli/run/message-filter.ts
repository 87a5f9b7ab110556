/** What `decode` is asked to show. */
import { type BgpMessage, MessageType } from '../../decoders/bgp/message.ts';
import { mentionsAs } from '../../decoders/bgp/select/as-number.ts';
import { hasCommunity } from '../../decoders/bgp/select/community.ts';
import { createPrefixFilter } from '../../decoders/bgp/select/prefix.ts';
import type { PrefixMatch } from '../../decoders/bgp/select/prefix-match.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { contains, type IpPrefix, parsePrefix } from '../../net/parse.ts';

/** Nothing asked for is everything; of several of one kind any will do, of several kinds all must. */
export interface FilterOptions {
  /** Type codes; 0 stands for those that are not known. */
  readonly type: readonly number[];
  readonly peer: readonly Peer[];
  readonly prefix: readonly IpPrefix[];
  readonly match: PrefixMatch;
  readonly as: readonly number[];
  readonly community: readonly string[];
  readonly since: TimeBound | undefined;
  readonly until: TimeBound | undefined;
}
export interface Peer {
  readonly addresses: IpPrefix;
  readonly port: number | null;
}
/** A time, or the nanoseconds after the capture's first packet. */
export type TimeBound = Pick<Timestamp, 'seconds' | 'nanoseconds'> & { readonly relative: boolean };

type Moment = Pick<Timestamp, 'seconds' | 'nanoseconds'>;
/** When and between whom; null of what a source does not tell. */
export interface Sent {
  readonly time: Moment | null;
  readonly source: Side | null;
  readonly destination: Side | null;
}
interface Side {
  readonly address: string;
  readonly port: number | null;
}

/** What is no message of BGP (a router's session went up or down) has no type code and is no message. */
export interface MessageFilter {
  /** Asked before a message is decoded; `start` is the time of the first packet. */
  wants(sent: Sent, typeCode: number | null, start: Moment | null): boolean;
  /** Asked of what `wants` wanted. */
  keeps(sent: Sent, message: BgpMessage | null): boolean;
}

export function createMessageFilter(options: FilterOptions): MessageFilter {
  const { type, peer, prefix, match, since, until } = options;
  const types = new Set(type);
  const numbers = new Set(options.as);
  const communities = new Set(options.community);
  const routes = prefix.length === 0 ? null : createPrefixFilter(prefix, match);
  const isPeer = createPeerTest(peer);
  return {
    wants({ time, source, destination }, typeCode, start) {
      if (typeCode === MessageType.OPEN) routes?.forget(senderOf(source, destination));
      if (types.size > 0 && !types.has(kindOf(typeCode))) return false;
      if (since !== undefined && (time === null || compare(time, resolve(since, start)) < 0)) return false;
      if (until !== undefined && (time === null || compare(time, resolve(until, start)) > 0)) return false;
      if (peer.length === 0) return true;
      return (source !== null && isPeer(source)) || (destination !== null && isPeer(destination));
    },
    keeps({ source, destination }, message) {
      if (message === null) return routes === null && numbers.size === 0 && communities.size === 0;
      // It follows what each sender has announced, so it sees every message.
      const onRoute = routes === null || routes.keeps(senderOf(source, destination), message);
      if (!onRoute || (numbers.size > 0 && !mentionsAs(message, numbers))) return false;
      return communities.size === 0 || hasCommunity(message, communities);
    },
  };
}

const UNKNOWN = 0;
const NO_MESSAGE = -1;
const kindOf = (typeCode: number | null): number =>
  typeCode === null ? NO_MESSAGE : typeCode > MessageType.ROUTE_REFRESH ? UNKNOWN : typeCode;

const senderOf = (source: Side | null, destination: Side | null): string =>
  `${source?.address} ${destination?.address}`;

const compare = (a: Moment, b: Moment): number => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds;

function resolve({ seconds, nanoseconds, relative }: TimeBound, start: Moment | null): Moment {
  if (!relative || start === null) return { seconds, nanoseconds };
  const sum = start.nanoseconds + nanoseconds;
  return { seconds: start.seconds + seconds + Math.floor(sum / 1e9), nanoseconds: sum % 1e9 };
}

/** Each end is asked once. */
function createPeerTest(peers: readonly Peer[]): (end: Side) => boolean {
  const known = new WeakMap<Side, boolean>();
  return (end) => {
    const before = known.get(end);
    if (before !== undefined) return before;
    const address = parsePrefix(end.address);
    const is = peers.some(
      ({ addresses, port }) => address !== null && contains(addresses, address) && (port === null || port === end.port),
    );
    known.set(end, is);
    return is;
  };
}
