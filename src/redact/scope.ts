/** What `--redact` replaces besides secrets, which go in any case. */
export const SCOPES = ['secrets', 'addresses', 'names', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

/** IP and MAC addresses, prefixes and AS numbers. */
export const hidesAddresses = (scope: Scope): boolean => scope === 'addresses' || scope === 'all';
/** Of nodes, pods, namespaces, hosts, peers and files. */
export const hidesNames = (scope: Scope): boolean => scope === 'names' || scope === 'all';
