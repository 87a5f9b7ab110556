/** UPDATEs that change nothing but counts, as those of a large table: they are passed over, a segment's at a time. */
import { IPV4_UNICAST } from '../decoders/bgp/families.ts';
import { MessageType } from '../decoders/bgp/message.ts';
import { type PassedUpdates, passUpdates } from '../decoders/bgp/pass-updates.ts';
import type { Clock } from './clock.ts';
import type { Connection, Half } from './connection.ts';
import type { End } from './ladder.ts';
import { noteTime } from './take-message.ts';
import { countPrefixes } from './take-update.ts';

const passed: PassedUpdates = {
  asWidth: 4,
  passWideAs: false,
  passLocalPref: false,
  receiverAs: -1,
  receiverIpv4: -1,
  messages: 0,
  prefixes: 0,
};

/** Takes those at the front of the range; returns where the first other message begins. */
export function takePlainUpdates(
  connection: Connection,
  from: End,
  bytes: Uint8Array,
  start: number,
  end: number,
  clock: Clock,
): number {
  const half = connection.halves[from];
  if (connection.established === null || !connection.contextKnown || !onlyCounts(half)) return start;
  passed.asWidth = half.context.fourOctetAs ? 4 : 2;
  passed.passWideAs = half.wideAs !== null;
  passed.passLocalPref = half.watch.localPref !== null;
  passed.receiverAs = half.receiverAs;
  passed.receiverIpv4 = half.watch.receiverIpv4;
  passed.messages = 0;
  passed.prefixes = 0;
  const at = passUpdates(bytes, start, end, passed);
  if (passed.messages === 0) return start;
  noteTime(half, clock);
  half.lastType = MessageType.UPDATE;
  half.messages.update += passed.messages;
  connection.ladder.repeat('UPDATE', from, clock.stamp, passed.messages);
  countPrefixes(half, passed.prefixes);
  return at;
}

/** Nothing of an UPDATE is kept any more that `passUpdates` passes over. */
function onlyCounts({ copies, context, watch }: Half): boolean {
  return copies.isFull && !watch.log.isWhole && !watch.log.hasWithdrawals && !context.addPath.has(IPV4_UNICAST);
}
