import type { Session } from '../model/session.ts';
import { count } from './text/pen.ts';

/** `2 connections; 4 OPEN, 1 NOTIFICATION`. */
export function traffic({ connections, messages }: Session): string {
  const kinds = (
    [
      ['OPEN', messages.open],
      ['UPDATE', messages.update],
      ['KEEPALIVE', messages.keepalive],
      ['NOTIFICATION', messages.notification],
      ['ROUTE-REFRESH', messages.routeRefresh],
    ] as const
  ).filter(([, n]) => n > 0);
  const seen =
    kinds.length === 0 ? 'no BGP message' : kinds.map(([name, n]) => `${n.toLocaleString('en')} ${name}`).join(', ');
  return `${count(connections, 'connection')}; ${seen}`;
}
