import { all, type Field, one } from '../field.ts';
import { attributesOf } from './attributes.ts';
import { prefixesOf } from './prefixes.ts';

const NOTHING = { fields: [] };

export function updateOf(message: Field): unknown {
  const attributes = all(one(message, 'bgp.update.path_attributes') ?? NOTHING, 'bgp.update.path_attribute');
  return {
    withdrawn: prefixesOf(one(message, 'bgp.update.withdrawn_routes') ?? NOTHING),
    attributes: attributesOf(attributes),
    nlri: prefixesOf(one(message, 'bgp.update.nlri') ?? NOTHING),
  };
}
