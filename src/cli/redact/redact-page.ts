/** What a page shows of captures besides the report: messages octet by octet, and sessions over time. */
import type { BgpSession } from '../../model/bgp-session.ts';
import { type LogData, RECORD_HEADER } from '../../reporters/html/message-log.ts';
import { anonymiseMessage } from '../../slice/anonymise/bgp-message.ts';
import type { Redaction } from './open-redaction.ts';

export function redactLog(log: LogData, { who, text }: Redaction): LogData {
  if (who === null) return log;
  const octets = log.octets.slice();
  const contexts = log.contexts.map(({ fourOctetAs, addPath }) => ({ fourOctetAs, addPath: new Set(addPath) }));
  const view = new DataView(octets.buffer);
  for (let at = 0; at < octets.length;) {
    const start = at + RECORD_HEADER;
    const end = start + view.getUint16(at + 22);
    const context = contexts[view.getUint16(at + 18)];
    if (context !== undefined) anonymiseMessage(octets.subarray(start, end), context, who);
    at = end;
  }
  const flows = log.flows.map(({ file, source, destination }) => ({
    file: text(file),
    source: { ...source, address: text(source.address) },
    destination: { ...destination, address: text(destination.address) },
  }));
  return { ...log, octets, flows };
}

export function redactSessions(sessions: readonly BgpSession[], { who, text }: Redaction): readonly BgpSession[] {
  if (who === null) return sessions;
  const copies = structuredClone(sessions);
  for (const copy of copies) replaceIn(copy, text, who.as);
  return copies;
}

/** Strings become others in place; octets become 0. */
function replaceIn(value: object, text: (text: string) => string, as: (as: number) => number): void {
  if (value instanceof Uint8Array) {
    value.fill(0);
    return;
  }
  const entries: readonly (readonly [string, unknown])[] = value instanceof Map ? [...value] : Object.entries(value);
  for (const [key, each] of entries) {
    if (typeof each === 'object' && each !== null) replaceIn(each, text, as);
    else if (typeof each === 'string' && !TIMES.has(key)) put(value, key, text(each));
    else if (typeof each === 'number' && /^(?:as|myAs)$/.test(key)) put(value, key, as(each));
  }
}

const TIMES: ReadonlySet<string> = new Set(['time', 'state', 'openedBy', 'from', 'kind', 'event']);

function put(holder: object, key: string, value: string | number): void {
  if (holder instanceof Map) holder.set(key, value);
  else Reflect.set(holder, key, value);
}
