import { WELL_KNOWN_COMMUNITIES } from '../registry/communities.ts';

/** `64512:100`, `1:2:3`, `no-export`, `rt:64512:100` or `route-target:64512:100`, as they are compared; null of anything else. */
export function parseCommunity(text: string): string | null {
  const name = canonical(text);
  const numbers = name.split(':').map(Number);
  if (/^\d+(?::\d+){1,2}$/.test(name)) {
    const most = numbers.length === 2 ? 0xffff : 0xffff_ffff;
    return numbers.every((number) => number <= most) ? numbers.join(':') : null;
  }
  if (WELL_KNOWN_COMMUNITIES.some((known) => canonical(known) === name)) return name;
  const [type = '', ...value] = name.split(':');
  if (value.length === 0 || !/^[a-z][\da-z-]*$/.test(type) || value.includes('')) return null;
  return [SHORT[type] ?? type, ...value].join(':');
}

const SHORT: Readonly<Record<string, string>> = { rt: 'route-target', ro: 'route-origin', soo: 'route-origin' };

/** `NO_EXPORT` as `no-export`. */
export const canonical = (text: string): string => text.toLowerCase().replace(/[_ ]/g, '-');
