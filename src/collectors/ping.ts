/** How a pod pings another one, and what its ping says. */
import type { Attempt } from './probe.ts';

/** The best first; the last is for BusyBox. All end by themselves within four seconds. */
export const pingCommands = (address: string): readonly (readonly string[])[] => [
  ['ping', '-n', '-q', '-c', '3', '-i', '0.2', '-W', '1', address],
  ['ping', '-q', '-c', '3', '-W', '1', address],
];

export interface Pinged {
  readonly sent: number;
  readonly received: number;
  /** In its own words. */
  readonly text: string;
}

/** Null where this ping can't be asked so. */
export function readPing({ said }: Attempt): Pinged | null {
  const [text, sent, received] = /(\d+) packets transmitted, (\d+) (?:packets )?received[^\n]*/.exec(said) ?? [];
  if (text !== undefined) return { sent: Number(sent), received: Number(received), text };
  // Its own kernel has no way there: nothing was sent.
  const refusal = /^.*(?:unreachable|no route to host|prohibited).*$/im.exec(said)?.[0];
  return refusal === undefined ? null : { sent: 0, received: 0, text: refusal.trim() };
}
