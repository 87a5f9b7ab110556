/** TCP sequence numbers wrap (RFC 9293 §3.4): what is how far behind the other shows in their signed difference. */
export const isBehind = (one: number, other: number): boolean => ((one - other) | 0) > 0;
