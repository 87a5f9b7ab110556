/** Octets for tests, written as the things they stand for. */

export type Octets = readonly number[];

export const be16 = (value: number): Octets => [(value >> 8) & 0xff, value & 0xff];
export const be32 = (value: number): Octets => [...be16(Math.floor(value / 0x1_0000)), ...be16(value)];

/** `10.0.0.1`, or IPv6 as anyone writes it, with at most one `::`. */
export function address(text: string): Octets {
  if (!text.includes(':')) return text.split('.').map(Number);
  const [head = '', tail] = text.split('::');
  const before = groups(head);
  if (tail === undefined) return before;
  const after = groups(tail);
  return [...before, ...Array.from({ length: 16 - before.length - after.length }, () => 0), ...after];
}

function groups(text: string): Octets {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? address(group) : be16(Number.parseInt(group, 16))));
}
