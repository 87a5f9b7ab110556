/** Two readings of one message, field by field. */

export const Outcome = { EQUAL: 'equal', DIFFERENT: 'different', HERE: 'only here', THERE: 'only there' } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export interface Difference {
  /** `update.attributes.14.value.nlri[0].prefix`. */
  readonly field: string;
  readonly outcome: Exclude<Outcome, typeof Outcome.EQUAL>;
  readonly ours?: string;
  readonly theirs?: string;
}

export interface Compared {
  readonly equal: number;
  readonly differences: readonly Difference[];
}

/** Objects and lists down to their leaves; a list that is empty has none. Undefined stands for nothing. */
export function leaves(
  value: unknown,
  path = '',
  into: Map<string, string> = new Map<string, string>(),
): ReadonlyMap<string, string> {
  if (Array.isArray(value)) {
    value.forEach((inner, index) => leaves(inner, `${path}[${index}]`, into));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path === '' ? key : `${path}.${key}`, into);
  } else if (value !== undefined && path !== '') {
    into.set(path, String(value));
  }
  return into;
}

export function compareLeaves(ours: ReadonlyMap<string, string>, theirs: ReadonlyMap<string, string>): Compared {
  let equal = 0;
  const differences: Difference[] = [];
  for (const [field, mine] of ours) {
    const other = theirs.get(field);
    if (other === undefined) differences.push({ field, outcome: Outcome.HERE, ours: mine });
    else if (other !== mine) differences.push({ field, outcome: Outcome.DIFFERENT, ours: mine, theirs: other });
    else equal++;
  }
  for (const [field, other] of theirs) {
    if (!ours.has(field)) differences.push({ field, outcome: Outcome.THERE, theirs: other });
  }
  return { equal, differences };
}
