/** A field as tshark dissects it, and how a mapping takes from a list of them. */

export interface Field {
  readonly name: string;
  /** Its value as text: decimal, an address, `0x40` of flags. */
  readonly show: string;
  /** What a person reads: `Type: ORIGIN (1)`. */
  readonly label: string;
  /** Its octets, as hex. */
  readonly value: string;
  readonly fields: readonly Field[];
  /** Set once a mapping has made something of it; what is not taken stands in tshark's reading only. */
  taken: boolean;
}

/** A whole name, or what it has to match. */
type Name = string | RegExp;

/** Those directly within `parent`. */
export function all({ fields }: Pick<Field, 'fields'>, name: Name): readonly Field[] {
  const found = fields.filter((field) => (typeof name === 'string' ? field.name === name : name.test(field.name)));
  for (const field of found) field.taken = true;
  return found;
}

export const one = (parent: Pick<Field, 'fields'>, name: Name): Field | undefined => all(parent, name)[0];

export const text = (parent: Pick<Field, 'fields'>, name: Name): string | undefined => one(parent, name)?.show;

/** Undefined where it is not there. */
export function number(parent: Pick<Field, 'fields'>, name: Name): number | undefined {
  const shown = text(parent, name);
  return shown === undefined ? undefined : Number(shown);
}

export function hex(parent: Pick<Field, 'fields'>, name: Name): string | undefined {
  return one(parent, name)?.value;
}

export function flag(parent: Pick<Field, 'fields'>, name: Name): boolean | undefined {
  const shown = text(parent, name);
  return shown === undefined ? undefined : shown === '1' || shown === 'True';
}

/** Lists that repeat side by side: `[{afi: 1, safi: 1}, …]` of afi, safi, afi, safi. As many as the first has. */
export function rows<Key extends string>(
  parent: Pick<Field, 'fields'>,
  columns: Readonly<Record<Key, string>>,
): readonly Readonly<Record<string, number | undefined>>[] {
  const entries = Object.entries<string>(columns).map(([key, name]) => [key, all(parent, name)] as const);
  const count = entries[0]?.[1].length ?? 0;
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(entries.map(([key, fields]) => [key, fields[index] && Number(fields[index].show)])),
  );
}

/** Everything below `parent`. */
export function descendants(parent: Pick<Field, 'fields'>): readonly Field[] {
  return parent.fields.flatMap((field) => [field, ...descendants(field)]);
}
