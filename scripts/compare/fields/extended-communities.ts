import { all, type Field, flag, hex, number, one, text } from '../field.ts';

const EXT = 'bgp.ext_com';
const NON_TRANSITIVE = 0x40;

/** tshark's words for what we name in another way; of all others the words become a name: `Route Target`, `route-target`. */
const NAMES: Readonly<Record<string, string>> = {
  'BGP Origin Validation state': 'origin-validation-state',
  'ESI MPLS Label': 'esi-label',
  "EVPN Router's MAC": 'router-mac',
  'Flow spec redirect AS 2 bytes': 'redirect',
  'Flow spec redirect IPv4 format': 'redirect',
  'Flow spec traffic-action': 'traffic-action',
  'Flow spec traffic-remarking': 'traffic-marking',
  'Flow spec traffic-rate': 'traffic-rate-bytes',
  'Layer 2 Attributes': 'layer2-attributes',
  'Layer2 Info': 'layer2-info',
};

export function extendedCommunitiesOf(attribute: Field): unknown {
  const list = one(attribute, 'bgp.ext_communities');
  return list && all(list, 'bgp.ext_community').map(communityOf);
}

function communityOf(community: Field): unknown {
  const type = one(community, `${EXT}.type`);
  const subtype = one(community, /\.stype_/);
  const transitive = (Number(type?.show) & NON_TRANSITIVE) === 0;
  const [, words = ''] = /: (.*) \(0x/.exec(subtype?.label ?? '') ?? [];
  if (words === '' || words === 'Unknown') {
    const raw = hex(community, `${EXT}.value_raw`);
    return { type: 'unknown', transitive, value: `${type?.value}${subtype?.value}${raw}` };
  }
  const name = NAMES[words] ?? words.toLowerCase().replaceAll(' ', '-');
  return { type: name, transitive, ...(VALUES[name] ?? administered)(community) };
}

function administered(community: Field): object {
  const administrator = text(community, /^bgp\.ext_com\.value_(as[24]|IP4)$/);
  const assigned = text(community, /^bgp\.ext_com\.value_an[24]$/);
  return { value: assigned && `${administrator}:${assigned}` };
}

const VALIDATION_STATES = ['valid', 'not-found', 'invalid'];

const VALUES: Readonly<Record<string, (community: Field) => object>> = {
  'link-bandwidth': (community) => ({
    as: number(community, `${EXT}.value_as2`),
    bytesPerSecond: number(community, `${EXT}.value_link_bw`),
  }),
  'traffic-rate-bytes': (community) => ({
    as: number(community, `${EXT}.value_as2`),
    bytesPerSecond: number(community, 'bgp.ext_com_flow.rate_limit'),
  }),
  // RFC 8097 §2: the state is the last of six octets.
  'origin-validation-state': (community) => ({
    value: VALIDATION_STATES[parseInt(hex(community, `${EXT}.value_raw`)?.slice(10) ?? '', 16)],
  }),
  'ospf-router-id': (community) => ({ value: text(community, `${EXT}.value_ospf_rid`) }),
  'ospf-route-type': (community) => ({
    area: text(community, `${EXT}.value_ospf_rtype.area`),
    routeType: number(community, `${EXT}.value_ospf_rtype.type`),
    options: number(community, `${EXT}.value_ospf_rtype.options`),
  }),
  'router-mac': (community) => ({ value: text(community, 'bgp.ext_com_evpn.esi.router_mac') }),
  'esi-label': (community) => ({
    label: number(community, /mpls_label_value_20bits$/),
    singleActive: flag(community, 'bgp.ext_com_l2.esi_label_flag'),
  }),
  'traffic-marking': (community) => ({ value: number(community, `${EXT}.value_fs_dscp`) }),
  'traffic-action': (community) => ({
    terminalAction: flag(community, 'bgp.ext_com_flow.traff_act'),
    sample: flag(community, 'bgp.ext_com_flow.sample'),
  }),
  encapsulation: (community) => ({ tunnelType: number(community, `${EXT}.tunnel_type`) }),
  'es-import': (community) => ({ value: text(community, 'bgp.ext_com_evpn.esi.rt') }),
  'layer2-attributes': (community) => ({
    controlFlags: number(community, 'bgp.ext_com_evpn.l2attr.flags'),
    mtu: number(community, 'bgp.ext_com_evpn.l2attr.l2_mtu'),
  }),
  'layer2-info': (community) => ({
    encapsType: number(community, 'bgp.ext_com_l2.encaps_type'),
    controlFlags: number(community, 'bgp.ext_com_l2.c_flags'),
    mtu: number(community, 'bgp.ext_com_l2.l2_mtu'),
  }),
};
