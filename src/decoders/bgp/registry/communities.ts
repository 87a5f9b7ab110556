/** Communities that mean the same to everybody. https://www.iana.org/assignments/bgp-well-known-communities */
const NAMES: Readonly<Record<string, string>> = {
  '65535:0': 'GRACEFUL_SHUTDOWN', // RFC 8326
  '65535:1': 'ACCEPT_OWN', // RFC 7611
  '65535:2': 'ROUTE_FILTER_TRANSLATED_v4', // draft-l3vpn-legacy-rtc, as 3 to 5
  '65535:3': 'ROUTE_FILTER_v4',
  '65535:4': 'ROUTE_FILTER_TRANSLATED_v6',
  '65535:5': 'ROUTE_FILTER_v6',
  '65535:6': 'LLGR_STALE', // RFC 9494
  '65535:7': 'NO_LLGR', // RFC 9494
  '65535:8': 'accept-own-nexthop', // draft-agrewal-idr-accept-own-nexthop
  '65535:9': 'Standby PE', // RFC 9026
  '65535:666': 'BLACKHOLE', // RFC 7999
  '65535:65281': 'NO_EXPORT', // RFC 1997, as the next two
  '65535:65282': 'NO_ADVERTISE',
  '65535:65283': 'NO_EXPORT_SUBCONFED',
  '65535:65284': 'NOPEER', // RFC 3765
};

/** Of `65535:65281`: `NO_EXPORT`; undefined where it is not well known. */
export const communityName = (community: string): string | undefined =>
  community.startsWith('65535:') ? NAMES[community] : undefined;

export const WELL_KNOWN_COMMUNITIES: readonly string[] = Object.values(NAMES);
