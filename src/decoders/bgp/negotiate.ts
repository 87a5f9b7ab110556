/** How both OPENs decide the reading of UPDATEs: AS width (RFC 6793), ADD-PATH (RFC 7911), length (RFC 8654). */
import type { BgpOpen, DecodeContext } from './message.ts';
import { CapabilityCode } from './registry/capabilities.ts';

export interface Negotiated {
  /** Of what each sends. */
  readonly contexts: readonly [DecodeContext, DecodeContext];
  /** Whether its messages may be longer than 4,096 octets: the other one says that it takes them. */
  readonly extendedMessage: readonly [boolean, boolean];
}

export function negotiate(first: BgpOpen, second: BgpOpen): Negotiated {
  const fourOctetAs = has(first, CapabilityCode.FOUR_OCTET_AS) && has(second, CapabilityCode.FOUR_OCTET_AS);
  return {
    contexts: [
      { fourOctetAs, addPath: intersect(addPath(first, 'send'), addPath(second, 'receive')) },
      { fourOctetAs, addPath: intersect(addPath(second, 'send'), addPath(first, 'receive')) },
    ],
    extendedMessage: [has(second, CapabilityCode.EXTENDED_MESSAGE), has(first, CapabilityCode.EXTENDED_MESSAGE)],
  };
}

/** Whether an OPEN rules out what was inferred without the other: null is one that is not in the capture. */
export function restrict(inferred: DecodeContext, sender: BgpOpen | null, receiver: BgpOpen | null): DecodeContext {
  const offered = [
    ...(sender === null ? [] : [addPath(sender, 'send')]),
    ...(receiver === null ? [] : [addPath(receiver, 'receive')]),
  ];
  const fourOctetAs = [sender, receiver].every((open) => open === null || has(open, CapabilityCode.FOUR_OCTET_AS));
  return { fourOctetAs: inferred.fourOctetAs && fourOctetAs, addPath: offered.reduce(intersect, inferred.addPath) };
}

const has = ({ capabilities }: BgpOpen, code: number): boolean =>
  capabilities.some((capability) => capability.code === code);

/** All families of its ADD-PATH capability, whatever the direction. */
export const offeredAddPath = (open: BgpOpen): ReadonlySet<number> =>
  new Set([...addPath(open, 'send'), ...addPath(open, 'receive')]);

function addPath({ capabilities }: BgpOpen, direction: 'send' | 'receive'): Set<number> {
  const families = new Set<number>();
  for (const capability of capabilities) {
    if (capability.code !== CapabilityCode.ADD_PATH || !Array.isArray(capability['families'])) continue;
    for (const family of capability['families'])
      if (family[direction] === true) families.add(family.afi * 256 + family.safi);
  }
  return families;
}

const intersect = (a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> =>
  new Set([...a].filter((family) => b.has(family)));
