/** Which UPDATEs bear on a prefix. */
import { contains, type IpPrefix, parsePrefix } from '../../../net/parse.ts';
import type { BgpMessage, BgpUpdate } from '../message.ts';
import type { PrefixMatch } from './prefix-match.ts';
import { isMpReach, isMpUnreach } from '../describe/attribute.ts';

export interface PrefixFilter {
  keeps(sender: string, message: BgpMessage): boolean;
  /** The sender begins anew: what it announced before is gone. */
  forget(sender: string): void;
}

export function createPrefixFilter(wanted: readonly IpPrefix[], match: PrefixMatch): PrefixFilter {
  const filters = wanted.map((one) => (match === 'longest' ? createLongest(one) : stateless(FITS[match], one)));
  return {
    // Each one has to see each message.
    keeps: (sender, message) => filters.filter((filter) => filter.keeps(sender, message)).length > 0,
    forget: (sender) => filters.forEach((filter) => filter.forget(sender)),
  };
}

type Fits = (route: IpPrefix, wanted: IpPrefix) => boolean;
const FITS: Readonly<Record<Exclude<PrefixMatch, 'longest'>, Fits>> = {
  covering: contains,
  covered: (route, wanted) => contains(wanted, route),
  exact: (route, wanted) => route.bits === wanted.bits && contains(route, wanted),
};

function stateless(fits: Fits, wanted: IpPrefix): PrefixFilter {
  const matches = (text: string): boolean => {
    const route = parsePrefix(text);
    return route !== null && fits(route, wanted);
  };
  return {
    keeps(_, message) {
      if (message.type !== 'UPDATE') return false;
      const { announced, withdrawn } = prefixesOf(message.update);
      return announced.some(matches) || withdrawn.some(matches);
    },
    forget: () => undefined,
  };
}

function createLongest(wanted: IpPrefix): PrefixFilter {
  /** By sender: the lengths of its routes that cover what is wanted. */
  const held = new Map<string, Set<number>>();

  function lengthsOf(prefixes: readonly string[]): number[] {
    return prefixes.flatMap((text) => {
      const route = parsePrefix(text);
      return route !== null && contains(route, wanted) ? [route.bits] : [];
    });
  }

  return {
    keeps(sender, message) {
      if (message.type !== 'UPDATE') return false;
      const prefixes = prefixesOf(message.update);
      const announced = lengthsOf(prefixes.announced);
      const withdrawn = lengthsOf(prefixes.withdrawn);
      if (announced.length + withdrawn.length === 0) return false;
      const lengths = held.get(sender) ?? new Set<number>();
      const longest = Math.max(-1, ...lengths);
      for (const length of withdrawn) lengths.delete(length);
      for (const length of announced) lengths.add(length);
      held.set(sender, lengths);
      return [...announced, ...withdrawn].some((length) => length >= longest);
    },
    forget: (sender) => void held.delete(sender),
  };
}

function prefixesOf({ nlri, withdrawn, attributes }: BgpUpdate): Readonly<Record<'announced' | 'withdrawn', string[]>> {
  const values = attributes.map(({ value }) => value);
  const reached = values.filter(isMpReach).flatMap((value) => value.nlri);
  const unreached = values.filter(isMpUnreach).flatMap((value) => value.withdrawn);
  return {
    announced: [...nlri, ...reached].flatMap(prefixOf),
    withdrawn: [...withdrawn, ...unreached].flatMap(prefixOf),
  };
}

const prefixOf = (nlri: object): string[] => ('prefix' in nlri && typeof nlri.prefix === 'string' ? [nlri.prefix] : []);
