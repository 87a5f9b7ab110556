/** What a chart shows. */
import type { Side } from '../model/moment.ts';
import type { Session } from '../model/session.ts';
import type { Timeline } from '../reporters/html/timeline.ts';

export interface ChartData {
  readonly session: Session;
  readonly timeline: Timeline;
  /** Of each side: when it sent a message, in seconds after the timeline's start. */
  readonly sent: Readonly<Record<Side, readonly number[]>>;
}
