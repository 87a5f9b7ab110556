import type { PeerStatus } from '../../model/peer-status.ts';
import { cells, padEnd, padStart } from '../cells.ts';
import { type Pen, hang, plain } from '../text/pen.ts';
import { mark } from '../text/verdict.ts';
import { COLUMNS, type Column } from './cells.ts';

const GAP = '  ';
const INDENT = 2;

interface Fitted {
  readonly column: Column;
  readonly width: number;
}

/**
 * A row a session, the other end's view of it right below, and what it says of a session that is down under that.
 * Columns that nothing stands in are left out; of those that do not fit, a session that is down has a line of its own.
 */
export function renderTable(pen: Pen, all: readonly PeerStatus[], shown: readonly PeerStatus[]): string[] {
  if (shown.length === 0) return [];
  const filled = COLUMNS.map((column) => ({ column, width: widthOf(pen, column, shown) })).filter(
    ({ width }) => width > 0,
  );
  const fitted = fit(filled, pen.width - INDENT);
  const dropped = filled.filter((one) => !fitted.includes(one));
  const header = fitted.map(({ column, width }) => pad(column, column.title, width)).join(GAP);
  return [
    ' '.repeat(INDENT) + pen.paint.faint(header.trimEnd()),
    ...inPairs(all, shown).flatMap(({ peer, isOtherEnd }) => rowsOf(pen, peer, isOtherEnd, fitted, dropped)),
  ];
}

/** 0 where no session has anything there. */
function widthOf(pen: Pen, { title, cell }: Column, peers: readonly PeerStatus[]): number {
  let widest = 0;
  for (const peer of peers) widest = Math.max(widest, cells(pen.show(cell(peer))));
  return widest === 0 ? 0 : Math.max(widest, cells(title));
}

function fit(filled: readonly Fitted[], room: number): readonly Fitted[] {
  const needed = filled.reduce((sum, { width }) => sum + width + GAP.length, -GAP.length);
  if (needed <= room) return filled;
  const most = Math.max(...filled.map(({ column }) => column.expendable));
  return most === 0
    ? filled
    : fit(
        filled.filter(({ column }) => column.expendable !== most),
        room,
      );
}

interface Row {
  readonly peer: PeerStatus;
  readonly isOtherEnd: boolean;
}

/** As given, but each other end right behind the one that was given first. */
function inPairs(all: readonly PeerStatus[], shown: readonly PeerStatus[]): readonly Row[] {
  const rows: Row[] = [];
  const done = new Set<PeerStatus>();
  for (const peer of shown) {
    if (done.has(peer)) continue;
    done.add(peer);
    rows.push({ peer, isOtherEnd: false });
    const other = peer.otherEnd === null ? undefined : all[peer.otherEnd];
    if (other === undefined || done.has(other)) continue;
    done.add(other);
    rows.push({ peer: other, isOtherEnd: true });
  }
  return rows;
}

function rowsOf(
  pen: Pen,
  peer: PeerStatus,
  isOtherEnd: boolean,
  fitted: readonly Fitted[],
  dropped: readonly Fitted[],
): string[] {
  const isUp = peer.established === true;
  const sign = mark(
    pen,
    isUp ? 'good' : peer.established === null ? 'unknown' : peer.reason?.kind === 'admin' ? 'info' : 'error',
  );
  const row = fitted
    .map(({ column, width }) => {
      const text = pad(column, pen.show(column.cell(peer)), width);
      return column.title === 'STATE' && peer.established === false ? pen.paint.error(text) : text;
    })
    .join(GAP);
  return [
    (isOtherEnd ? `${sign.trimEnd()}${pen.unicode ? '└' : '`'}` : sign) + row.trimEnd(),
    ...(isUp && peer.reason === null ? [] : details(pen, peer, dropped)),
  ];
}

/** What does not fit into the row, and the last error in words. */
function details(pen: Pen, peer: PeerStatus, dropped: readonly Fitted[]): string[] {
  const more = dropped.flatMap(({ column }) => {
    const text = column.cell(peer);
    return text === '' ? [] : [`${column.title.toLowerCase().replace(/\bas\b/, 'AS')} ${text}`];
  });
  const { reason } = peer;
  const words =
    reason === null
      ? []
      : [reason.means === null || reason.means === reason.text ? reason.text : `${reason.text}: ${reason.means}`];
  return [...(more.length === 0 ? [] : [more.join(', ')]), ...words].flatMap((text, index, lines) =>
    hang(pen, 4, '    ', pen.show(text), index < lines.length - 1 ? pen.paint.faint : plain),
  );
}

const pad = ({ isNumber = false }: Column, text: string, width: number): string =>
  isNumber ? padStart(text, width) : padEnd(text, width);
