import { toIso } from '../../model/timestamp.ts';
import type { SocketAddress } from '../../sessions/messages.ts';
import type { Stamp } from '../../sessions/stamp.ts';

const endpoints = new WeakMap<SocketAddress, string>();

/** `10.0.0.1:179`, `[2001:db8::1]:179`; made once for each end of a connection. */
export function endpointText(end: SocketAddress): string {
  const known = endpoints.get(end);
  if (known !== undefined) return known;
  const { address, port } = end;
  const text = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  endpoints.set(end, text);
  return text;
}

let last: { readonly stamp: Stamp; readonly text: string } | null = null;

/** ISO 8601; made once for all messages of a packet. */
export function timeText(stamp: Stamp): string {
  if (last?.stamp !== stamp) last = { stamp, text: toIso(stamp) };
  return last.text;
}
