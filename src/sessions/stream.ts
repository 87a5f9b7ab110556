import type { Clock } from './clock.ts';
import type { Connection, Half } from './connection.ts';
import { createFramer, type Framer } from './framer.ts';
import type { End } from './ladder.ts';
import { createReassembly, type Reassembly } from './reassembly.ts';
import { type MessageListener, takeCutMessage, takeHeaderFault, takeMessage } from './take-message.ts';
import { takePlainUpdates } from './take-plain-updates.ts';

/** The reassembled stream of one end, made with its first data: most connections that fail never have any. */
export function openStream(
  connection: Connection,
  from: End,
  clock: Clock,
  listener: MessageListener | null,
): { readonly reassembly: Reassembly; readonly framer: Framer } {
  const half = connection.halves[from];
  const { reassembly, framer } = half;
  if (reassembly !== null && framer !== null) return { reassembly, framer };
  const made = createStream(connection, from, clock, listener);
  half.reassembly = made.reassembly;
  half.framer = made.framer;
  return made;
}

function createStream(connection: Connection, from: End, clock: Clock, listener: MessageListener | null) {
  const half = connection.halves[from];
  const framer = createFramer({
    pass: (bytes, start, end) =>
      listener === null ? takePlainUpdates(connection, from, bytes, start, end, clock) : start,
    message: (bytes, start, end) => takeMessage(connection, from, bytes, start, end, clock, listener),
    cut: (bytes, start, end) => takeCutMessage(connection, from, bytes, start, end, clock, listener),
    fault: (fault, header) => takeHeaderFault(connection, from, fault, header, clock, listener),
  });
  let segments = 0;
  const reassembly = createReassembly({
    data(bytes, start, end) {
      segments += 1;
      framer.push(bytes, start, end);
    },
    during: (earlier, action) => clock.during(earlier, action),
    stamp: () => clock.stamp(),
    hole(length, snapped) {
      if (snapped) noteSnapped(connection, clock);
      // What a stream begins with midstream may be an old segment, sent again: what follows it came before the capture.
      else if (half.syn !== null || segments > 1) noteMissing(half, length, clock);
      framer.skip(length);
    },
    lost: (length) => framer.skip(length),
  });
  if (half.syn === null) {
    framer.lose();
    framer.allowExtended();
  } else reassembly.start(half.syn.sequence, half.syn.hasData);
  return { reassembly, framer };
}

function noteSnapped(connection: Connection, clock: Clock): void {
  const { packet } = clock;
  connection.snapped ??= {
    count: 0,
    stamp: clock.stamp(),
    captured: packet.end - packet.start,
    original: packet.originalLength,
  };
  connection.snapped.count += 1;
}

function noteMissing(half: Half, length: number, clock: Clock): void {
  half.missing ??= { bytes: 0, stamp: clock.stamp() };
  half.missing.bytes += length;
}
