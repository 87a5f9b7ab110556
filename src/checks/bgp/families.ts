import type { OpenSeen } from '../../model/messages-seen.ts';
import type { Capability } from '../../model/session.ts';
import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import { familyName } from '../../decoders/bgp/families.ts';

export const shareNoFamily = (a: OpenSeen, b: OpenSeen): boolean =>
  !a.families.some((family) => b.families.includes(family));

/** `multiprotocol ipv6-unicast`, `route-refresh (2)`. */
export function capabilityLabel({ code, name, afi, safi }: Capability): string {
  return code === CapabilityCode.MULTIPROTOCOL && typeof afi === 'number' && typeof safi === 'number'
    ? `${name} ${familyName(afi, safi)}`
    : `${name} (${code})`;
}

export interface FamilyFields {
  readonly family: string;
  readonly send: boolean;
  readonly receive: boolean;
  /** Of graceful restart: the F bit. */
  readonly forwardingState: boolean;
}

/** What capabilities such as graceful restart and ADD-PATH list, as far as it could be decoded. */
export function familiesOf(capability: Capability | undefined): FamilyFields[] {
  const families = capability?.['families'];
  if (!Array.isArray(families)) return [];
  return families.flatMap((entry: unknown) => {
    if (!isFields(entry)) return [];
    const { afi, safi, send, receive, forwardingState } = entry;
    if (typeof afi !== 'number' || typeof safi !== 'number') return [];
    return [
      {
        family: familyName(afi, safi),
        send: send === true,
        receive: receive === true,
        forwardingState: forwardingState === true,
      },
    ];
  });
}

const isFields = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null;
