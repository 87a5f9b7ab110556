/** Any value of our JSON as text: `afi 1, safi 1, limit 100`; what is nested stands in brackets. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return describeList(value);
  if (typeof value === 'object' && value !== null) return describeFields(Object.entries(value));
  return value === null || value === undefined ? '' : String(value);
}

/** `afi 1, safi 1`; a field that is true is its name, one that is false or empty isn't there. */
export function describeFields(fields: readonly (readonly [name: string, value: unknown])[]): string {
  return fields
    .flatMap(([name, value]) => {
      if (value === true) return [spaced(name)];
      const text = isObject(value) ? `(${describeValue(value)})` : describeValue(value);
      return value === false || text === '' || text === '()' ? [] : [`${spaced(name)} ${text}`];
    })
    .join(', ');
}

/** `restartTime` as `restart time`. */
export const spaced = (name: string): string =>
  name.replace(/[A-Z]/g, (letter, at) => (at === 0 ? letter : ` ${letter.toLowerCase()}`));

function describeList(list: readonly unknown[]): string {
  return list.map((one) => (isObject(one) ? `(${describeValue(one)})` : describeValue(one))).join(' ');
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
