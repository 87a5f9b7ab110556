import type { Report } from '../model/report.ts';
import { safeJson } from './safe-json.ts';

/** A line for each session, peer, finding and check; the summary is the last one, and has all that belongs to none of them. */
export function renderJsonLines({ sessions, peers = [], findings, checks, ...rest }: Report): string {
  return [
    ...sessions.map((session) => line('session', session)),
    ...peers.map((peer) => line('peer', peer)),
    ...findings.map((finding) => line('finding', finding)),
    ...checks.map((check) => line('check', check)),
    line('summary', rest),
  ].join('');
}

/** `type` stands first, and is ours whatever a saved result has there. */
function line(type: string, value: object): string {
  return `${safeJson(Object.assign({ type }, value, { type }))}\n`;
}
