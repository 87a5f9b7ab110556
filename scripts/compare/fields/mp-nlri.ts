/** MP_REACH_NLRI and MP_UNREACH_NLRI, and their NLRI by family. */
import { all, type Field, hex, number, one, text } from '../field.ts';
import { evpnOf } from './evpn.ts';
import { flowspecOf } from './flowspec.ts';
import { prefixesOf } from './prefixes.ts';

const REACH = 'bgp.update.path_attribute.mp_reach_nlri';
const UNREACH = 'bgp.update.path_attribute.mp_unreach_nlri';

export function mpReachOf(attribute: Field): unknown {
  return {
    ...familyOf(attribute, REACH),
    nextHop: nextHopOf(one(attribute, `${REACH}.next_hop`)),
    nlri: nlriOf(attribute, REACH),
  };
}

export function mpUnreachOf(attribute: Field): unknown {
  return { ...familyOf(attribute, UNREACH), withdrawn: nlriOf(attribute, UNREACH) };
}

function familyOf(
  attribute: Field,
  name: string,
): { readonly afi?: number | undefined; readonly safi?: number | undefined } {
  return { afi: number(attribute, `${name}.afi`), safi: number(attribute, `${name}.safi`) };
}

/** Without the RD of a VPN's next hop, which is 0. */
function nextHopOf(nextHop: Field | undefined): unknown {
  if (nextHop === undefined) return undefined;
  all(nextHop, /next_hop\.rd$/);
  return all(nextHop, /next_hop\.ipv[46](\.link_local)?$/).map(({ show }) => show);
}

function nlriOf(attribute: Field, name: string): unknown {
  const { afi = 0, safi = 0 } = familyOf(attribute, name);
  const list = one(attribute, name);
  if (list === undefined) return undefined;
  return (FAMILIES[`${afi}/${safi}`] ?? BY_SAFI[safi] ?? prefixesOf)(list);
}

const BY_SAFI: Readonly<Record<number, (list: Field) => unknown>> = { 133: flowspecOf, 134: flowspecOf };

const FAMILIES: Readonly<Record<string, (list: Field) => unknown>> = {
  '1/132': routeTargetsOf,
  '25/65': vplsOf,
  '25/70': evpnOf,
};

/** tshark reads only those of 0 and 96 bits. */
function routeTargetsOf(list: Field): unknown {
  return all(list, '').map((nlri) => ({
    kind: 'route-target',
    length: number(nlri, 'bgp.prefix_length'),
    originAs: number(nlri, 'bgp.originating_as') ?? null,
    routeTarget: text(nlri, 'bgp.community_prefix') ?? null,
  }));
}

function vplsOf(list: Field): unknown {
  const block = 'bgp.vplsbgp.labelblock.';
  return all(list, 'bgp.vplsad.rd').map(({ show: rd }) => ({
    kind: 'vpls',
    rd,
    veId: number(list, 'bgp.vplsbgp.ce_id'),
    veBlockOffset: number(list, `${block}offset`),
    veBlockSize: number(list, `${block}size`),
    labelBase: hex(list, `${block}base`) && parseInt(text(list, `${block}base`) ?? '', 10),
  }));
}
