import { all, type Field, hex, number, text } from '../field.ts';

const EVPN = 'bgp.evpn.nlri';
/** Where an address is the one that originates the route, not that of a host. */
const ORIGINATED: ReadonlySet<number | undefined> = new Set([3, 4]);
const IP_PREFIX = 5;

export const evpnOf = (list: Field): unknown => all(list, EVPN).map(routeOf);

function routeOf(route: Field): unknown {
  const routeType = number(route, `${EVPN}.rt`);
  const ip = text(route, /^bgp\.evpn\.nlri\.ip(v6)?\.addr$/);
  const bits = number(route, `${EVPN}.prefix_len`);
  const vnis = labelFieldsOf(route);
  return {
    kind: 'evpn',
    routeType,
    rd: rdOf(hex(route, `${EVPN}.rd`)),
    esi: text(route, `${EVPN}.esi`),
    ethernetTag: number(route, `${EVPN}.etag`),
    mac: text(route, `${EVPN}.mac_addr`),
    ...(routeType === IP_PREFIX
      ? { prefix: ip && `${ip}/${bits}`, gatewayIp: text(route, /gtw_addr$/) }
      : { [ORIGINATED.has(routeType) ? 'originatingRouterIp' : 'ip']: routeType === 1 ? undefined : (ip ?? null) }),
    labels: vnis.map((vni) => vni >> 4),
    vnis,
  };
}

/** All 24 bits, whether tshark calls them a label or a VNI. */
function labelFieldsOf(route: Field): readonly number[] {
  const stack = all(route, 'bgp.update.path_attribute.mpls_label').flatMap((labels) =>
    all(labels, /mpls_label_value$/),
  );
  const single = all(route, /^bgp\.evpn\.nlri\.(mpls_ls[12]|vni)$/);
  return [...single, ...stack].map(({ value }) => parseInt(value, 16));
}

/** Eight octets as hex to `64512:100` (RFC 4364 §4.2). */
export function rdOf(octets: string | undefined): string | undefined {
  if (octets === undefined) return undefined;
  const at = (from: number, to: number): number => parseInt(octets.slice(2 * from, 2 * to), 16);
  switch (at(0, 2)) {
    case 0:
      return `${at(2, 4)}:${at(4, 8)}`;
    case 1:
      return `${[2, 3, 4, 5].map((byte) => at(byte, byte + 1)).join('.')}:${at(6, 8)}`;
    case 2:
      return `${at(2, 6)}:${at(6, 8)}`;
    default:
      return octets;
  }
}
