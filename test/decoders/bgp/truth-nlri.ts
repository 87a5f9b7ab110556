/** NLRI of MP_REACH_NLRI and MP_UNREACH_NLRI of a truth line, in the shape of ours. */
export interface TruthNlri {
  readonly prefix: string;
  readonly path_id?: number;
  readonly rd?: string;
  readonly labels?: readonly number[];
  /** `100,200 (bottom)`, `0 (withdrawn)`. */
  readonly label_text?: string;
}

/** A field's name in tshark and its value, or the fields within it. */
export type TruthTree = readonly (readonly [string, string | TruthTree])[];

export interface TruthMp {
  readonly afi?: number;
  readonly safi?: number;
  readonly next_hop?: string | readonly string[];
  readonly nlri?: readonly TruthNlri[];
  readonly nlri_tree?: TruthTree;
}

const PREFIXES = new Set([1, 2, 4, 128]);

/** Undefined where tshark doesn't read the family, or gave up on an NLRI of it (see MISPARSES.md). */
export function truthNlri({ afi = 0, safi = 0, nlri, nlri_tree: tree }: TruthMp): unknown {
  if (afi === 25 && safi === 70) return tree?.map(([, fields]) => evpn(fields));
  if ((afi !== 1 && afi !== 2) || !PREFIXES.has(safi) || tree !== undefined) return undefined;
  return prefixes(nlri);
}

export const prefixes = (nlri: readonly TruthNlri[] | undefined): unknown =>
  nlri?.map(({ prefix, path_id: pathId, rd, labels, label_text: text = '' }) => ({
    prefix,
    ...(rd !== undefined && { rd }),
    ...(labels !== undefined && { labels: text.includes('withdrawn') ? [] : labels }),
    ...(pathId !== undefined && { pathId }),
  }));

/** Without the RD of a VPN's next hop; undefined where tshark reads none, as the one without RD of RFC 5549. */
export function truthNextHop({ next_hop: nextHop }: TruthMp): unknown {
  if (!Array.isArray(nextHop)) return nextHop;
  const addresses = nextHop.filter((part) => !/^\d+:\d+$/.test(String(part)));
  return addresses.length === 0 ? undefined : addresses;
}

const NUMBERS: Readonly<Record<string, string>> = { rt: 'routeType', etag: 'ethernetTag' };
const TEXTS: Readonly<Record<string, string>> = { esi: 'esi', mac_addr: 'mac', 'ip.addr': 'ip', 'ipv6.addr': 'ip' };

/** Only what our names have too; a label says only in the 24 bits of VXLAN what it is. */
function evpn(fields: string | TruthTree): unknown {
  if (typeof fields === 'string') return fields;
  const ours: Record<string, unknown> = {};
  for (const [name, value] of fields) {
    const field = name.replace('bgp.evpn.nlri.', '');
    const number = NUMBERS[field];
    const text = TEXTS[field];
    if (number !== undefined) ours[number] = Number(value);
    if (text !== undefined) ours[text] = value;
    if (field === 'vni') ours['vnis'] = [Number(value)];
  }
  return ours;
}

/** What of `ours` stands in `theirs` as well. */
export function sharedFields(theirs: unknown, ours: unknown): unknown {
  if (!Array.isArray(theirs) || !Array.isArray(ours)) return ours;
  return ours.map((one: unknown, index) => {
    const names = Object.keys(Object(theirs[index]));
    const fields = new Map(Object.entries(Object(one)));
    return Object.fromEntries(names.map((name) => [name, fields.get(name)]));
  });
}
