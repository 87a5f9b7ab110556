import { unknownName } from './unknown.ts';

/** Codes that the project acts on. https://www.iana.org/assignments/capability-codes (2026-04-03) */
export const CapabilityCode = {
  MULTIPROTOCOL: 1, // RFC 4760 §8
  ROUTE_REFRESH: 2, // RFC 2918
  OUTBOUND_ROUTE_FILTERING: 3, // RFC 5291
  EXTENDED_NEXT_HOP: 5, // RFC 8950
  EXTENDED_MESSAGE: 6, // RFC 8654
  MULTIPLE_LABELS: 8, // RFC 8277
  ROLE: 9, // RFC 9234
  GRACEFUL_RESTART: 64, // RFC 4724, RFC 8538
  FOUR_OCTET_AS: 65, // RFC 6793
  ADD_PATH: 69, // RFC 7911
  ENHANCED_ROUTE_REFRESH: 70, // RFC 7313
  LONG_LIVED_GRACEFUL_RESTART: 71, // RFC 9494
  FQDN: 73, // draft-walton-bgp-hostname-capability
  SOFTWARE_VERSION: 75, // draft-abraitis-bgp-version-capability
  PATHS_LIMIT: 76, // draft-abraitis-idr-addpath-paths-limit
  PRESTANDARD_ROUTE_REFRESH: 128, // RFC 8810
  PRESTANDARD_OUTBOUND_ROUTE_FILTERING: 130, // RFC 8810
} as const;

/** The registry's descriptions, shortened to what stands in our JSON. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'reserved',
  1: 'multiprotocol',
  2: 'route-refresh',
  3: 'outbound-route-filtering',
  4: 'multiple-routes-to-a-destination',
  5: 'extended-next-hop',
  6: 'extended-message',
  7: 'bgpsec',
  8: 'multiple-labels',
  9: 'role',
  64: 'graceful-restart',
  65: 'four-octet-as',
  66: 'deprecated-66',
  67: 'dynamic',
  68: 'multisession',
  69: 'add-path',
  70: 'enhanced-route-refresh',
  71: 'long-lived-graceful-restart',
  72: 'routing-policy-distribution',
  73: 'fqdn',
  74: 'bfd-strict-mode',
  75: 'software-version',
  76: 'paths-limit',
  77: 'link-local-next-hop',
  128: 'prestandard-route-refresh',
  129: 'prestandard-orf-or-routing-policy',
  130: 'prestandard-outbound-route-filtering',
  131: 'prestandard-multisession',
  184: 'prestandard-fqdn',
  185: 'prestandard-operational-message',
  255: 'reserved',
};

export const capabilityName = (code: number): string => NAMES[code] ?? unknownName(code);
