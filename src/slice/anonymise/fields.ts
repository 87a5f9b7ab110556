/**
 * What becomes of each field of a BGP message, by the name that its decoder reads it by. A field that is not here, and all
 * that no decoder reads, becomes 0: what is not understood is not told.
 */

export type Rule = 'keep' | 'as' | 'address' | 'nextHop' | 'prefix' | 'text' | 'community' | 'mac';

const KEPT = `
  marker length type version holdTime code subcode
  optionalParametersLength extendedLengthMark extendedLength parameterType parameterLength
  capabilityCode capabilityLength afi safi reserved nextHopAfi count limit role
  restartTime flags staleTime sendReceive numberOfOrfs orfType hostnameLength domainLength
  withdrawnRoutesLength totalPathAttributeLength attributeFlags attributeType attributeLength
  origin segmentType segmentLength metric nextHopLength prefixLength pathId label
  assignedNumber localAdministrator localData1 localData2 subtype ethernetTag operator offset mtId`;

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...KEPT.trim()
    .split(/\s+/)
    .map((name): [string, Rule] => [name, 'keep']),
  ['myAs', 'as'],
  ['as', 'as'],
  ['originAs', 'as'],
  ['peerAs', 'as'],
  ['sourceAs', 'as'],
  ['memberAs', 'as'],
  ['bgpId', 'address'],
  ['address', 'address'],
  ['source', 'address'],
  ['group', 'address'],
  ['neighbor', 'address'],
  ['sourceIpAddress', 'address'],
  ['macAddress', 'mac'],
  ['nextHop', 'nextHop'],
  ['prefix', 'prefix'],
  ['hostname', 'text'],
  ['domain', 'text'],
  ['community', 'community'],
]);

/** What tells how to read on. */
const STRUCTURE = /(?:Length|Type)$/;

/** Of a field that was read as a number, or as octets. Undefined: it becomes 0. */
export function ruleOf(name: string, isNumber: boolean): Rule | undefined {
  if (name === 'version' && !isNumber) return 'text';
  if (name === 'administrator' || name === 'globalAdministrator') return isNumber ? 'as' : 'address';
  return isNumber && STRUCTURE.test(name) ? 'keep' : RULES.get(name);
}
