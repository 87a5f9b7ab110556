/**
 * How a route and what is asked for must lie to each other. `longest`: the routes that cover it, but none less specific than
 * one that the sender has announced before and not withdrawn, since a router would not use it.
 */
export const PREFIX_MATCHES = ['longest', 'covering', 'covered', 'exact'] as const;
export type PrefixMatch = (typeof PREFIX_MATCHES)[number];
