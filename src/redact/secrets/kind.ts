/** What a text must not hold. The names stand in place of the value: `<redacted:bgp-password>`. */
export type SecretKind =
  | 'bgp-password'
  | 'password'
  | 'token'
  | 'key'
  | 'private-key'
  | 'pre-shared-key'
  | 'certificate'
  | 'community'
  | 'credentials'
  | 'secret'
  | 'kubernetes-secret'
  | 'encoded-secret';

/**
 * Notes that a secret stands on `line`, counted from 0, and returns what takes its place.
 * `sure` of a value that is a secret by its syntax, not only by the word before it: it is looked for elsewhere too.
 */
export type Mark = (kind: SecretKind, value: string, line: number, sure?: boolean) => string;

export const MARKER_START = '<redacted:';

export const marker = (kind: SecretKind): string => `${MARKER_START}${kind}>`;
