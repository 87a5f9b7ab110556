/** SYNs that did not lead to a connection, and how they were answered. */
import type { BgpConnection, BgpSession, SynSeen } from '../../model/bgp-session.ts';
import { type Moment, otherSide, type Side } from '../../model/moment.ts';
import { talksAfter } from './progress.ts';

export type Answer = 'nothing' | 'refused' | 'not-taken' | 'open';

/** A SYN may get lost; after two repetitions, or as many seconds, nobody answers. */
const ENOUGH_SYNS = 3;
const ENOUGH_SECONDS = 3;

export interface Attempts {
  readonly from: Side;
  readonly count: number;
  readonly first: Moment;
  readonly last: Moment;
  /** The last one. */
  readonly syn: SynSeen;
  readonly connection: BgpConnection;
  readonly connections: readonly BgpConnection[];
}

/**
 * `not-taken`: a SYN-ACK came back and was never acknowledged. Null where the capture does not tell, or who dialled needed
 * no more than the SYN-ACK: a port scan.
 */
export function answerTo(connection: BgpConnection): Answer | null {
  const { openedBy, openedAt, midstream, end, sides } = connection;
  if (openedAt !== null || midstream) return 'open';
  if (openedBy === null || sides[openedBy].syn === null) return null;
  const back = sides[otherSide(openedBy)];
  if (back.refusal !== null) return 'refused';
  if (back.syn !== null) return end?.from === openedBy && sides[openedBy].syn.count === 1 ? null : 'not-taken';
  return back.packets > 0 || back.unseen || sides[openedBy].firstMessage !== null ? null : 'nothing';
}

/** The last attempts of a side in a row that were answered so. */
export function lastAttempts({ connections }: BgpSession, from: Side, answer: Answer): Attempts | undefined {
  const dialled = connections.filter(({ openedBy }) => openedBy === from);
  const end = dialled.findLastIndex((connection) => answerTo(connection) === answer) + 1;
  const before = dialled.slice(0, end).findLastIndex((connection) => answerTo(connection) !== answer);
  return toAttempts(from, dialled.slice(before + 1, end));
}

/**
 * How a side's attempts stand at the end of the capture, if they are too many or too old to be chance and no connection
 * of the pair makes them harmless.
 */
export function vainAttempts(session: BgpSession, from: Side, answer: 'nothing' | 'not-taken'): Attempts | undefined {
  const { connections } = session;
  const last = connections.findLast(({ openedBy }) => openedBy === from);
  if (last === undefined || answerTo(last) !== answer) return undefined;
  const vain = lastAttempts(session, from, answer)?.connections.filter(
    ({ first }) => !talksAfter(session, first.seconds),
  );
  const attempts = toAttempts(from, vain ?? []);
  if (attempts === undefined) return undefined;
  const waited = session.captureEnd - attempts.first.seconds;
  return attempts.count >= ENOUGH_SYNS || waited >= ENOUGH_SECONDS ? attempts : undefined;
}

function toAttempts(from: Side, connections: readonly BgpConnection[]): Attempts | undefined {
  const syns = connections.flatMap(({ sides }) => sides[from].syn ?? []);
  const [first] = syns;
  const syn = syns.at(-1);
  const connection = connections.at(-1);
  if (first === undefined || syn === undefined || connection === undefined) return undefined;
  const count = syns.reduce((sum, each) => sum + each.count, 0);
  return { from, count, first: first.at, last: syn.last, syn, connection, connections };
}
