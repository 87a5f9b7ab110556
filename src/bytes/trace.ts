/** What a decoder read, in the order in which it read it: a field, or a group of fields. */
export interface TraceNode {
  readonly name: string;
  /** As a reader's offset: for BGP, from the message's first marker octet. */
  readonly offset: number;
  length: number;
  /** The number that was read; null of octets and of groups. */
  readonly value: number | null;
  /** What it means: an address, the name of a code. Text of a peer's stands in it as it is. */
  note: string | null;
  /** Of a group; null of a field. */
  readonly children: TraceNode[] | null;
}

/** Octets that no decoder read. */
export const UNREAD = 'not read';

/** Fills the gaps up to `length`, so that every octet from `offset` on stands in one leaf. */
export function tile(nodes: readonly TraceNode[], offset: number, length: number): TraceNode[] {
  const tiled: TraceNode[] = [];
  let at = offset;
  for (const node of nodes) {
    if (node.offset > at) tiled.push(unread(at, node.offset));
    const children = node.children === null ? null : tile(node.children, node.offset, node.length);
    tiled.push({ ...node, children });
    at = node.offset + node.length;
  }
  if (at < offset + length) tiled.push(unread(at, offset + length));
  return tiled;
}

const unread = (from: number, to: number): TraceNode => ({
  name: UNREAD,
  offset: from,
  length: to - from,
  value: null,
  note: null,
  children: null,
});
