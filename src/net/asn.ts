/** Stands for a number that does not fit into two octets (RFC 6793 §9). */
export const AS_TRANS = 23_456;

/** AS numbers that no speaker may use as its own: RFC 7607 (0), RFC 6793 §9 (AS_TRANS), RFC 7300 (last ones). */
const RESERVED: ReadonlySet<number> = new Set([0, AS_TRANS, 65_535, 4_294_967_295]);

export const isReservedAs = (as: number): boolean => RESERVED.has(as);

/** RFC 5398: for examples, not for networks. */
export const isDocumentationAs = (as: number): boolean =>
  (as >= 64_496 && as <= 64_511) || (as >= 65_536 && as <= 65_551);
