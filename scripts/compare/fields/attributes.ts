/** Path attributes, by type. */
import { all, type Field, hex, number, one, text } from '../field.ts';
import { extendedCommunitiesOf } from './extended-communities.ts';
import { mpReachOf, mpUnreachOf } from './mp-nlri.ts';
import { prefixSidOf } from './prefix-sid.ts';

const PREFIX = 'bgp.update.path_attribute.';

/** By type, as our side is brought into as well: an attribute that one side lacks then moves no other. */
export function attributesOf(attributes: readonly Field[]): unknown {
  return keyed(
    attributes.map((attribute) => {
      const type = number(attribute, `${PREFIX}type_code`) ?? -1;
      return { type, flags: number(attribute, `${PREFIX}flags`), value: VALUES[type]?.(attribute) };
    }),
  );
}

/** `{order: '1 2 3', 1: {…}, 2: {…}}`; a type that comes again is `2#2`. */
export function keyed(
  attributes: readonly { readonly type: number; readonly [key: string]: unknown }[],
): Readonly<Record<string, unknown>> {
  const seen = new Map<number, number>();
  const entries = attributes.map(({ type, ...rest }) => {
    const count = (seen.get(type) ?? 0) + 1;
    seen.set(type, count);
    return [count === 1 ? `${type}` : `${type}#${count}`, rest];
  });
  return { order: attributes.map(({ type }) => type).join(' ') || undefined, ...Object.fromEntries(entries) };
}

export const ORIGINS: readonly string[] = ['IGP', 'EGP', 'INCOMPLETE'];
export const SEGMENTS: readonly string[] = ['', 'AS_SET', 'AS_SEQUENCE', 'AS_CONFED_SEQUENCE', 'AS_CONFED_SET'];

const VALUES: Readonly<Record<number, (attribute: Field) => unknown>> = {
  1: (attribute) => ORIGINS[number(attribute, `${PREFIX}origin`) ?? -1],
  2: asPathOf,
  3: (attribute) => text(attribute, `${PREFIX}next_hop`),
  4: (attribute) => number(attribute, `${PREFIX}multi_exit_disc`),
  5: (attribute) => number(attribute, `${PREFIX}local_pref`),
  6: () => null,
  7: aggregatorOf,
  8: communitiesOf,
  9: (attribute) => text(attribute, `${PREFIX}originator_id`),
  10: (attribute) => addressesOf(one(attribute, 'bgp.path_attribute.cluster_list')),
  14: mpReachOf,
  15: mpUnreachOf,
  16: extendedCommunitiesOf,
  17: asPathOf,
  18: aggregatorOf,
  22: pmsiTunnelOf,
  26: (attribute) => aigpOf(one(attribute, `${PREFIX}aigp`)),
  32: largeCommunitiesOf,
  33: bgpsecOf,
  35: (attribute) => number(attribute, `${PREFIX}otc`),
  40: prefixSidOf,
  128: attrSetOf,
};

function asPathOf(attribute: Field): unknown {
  return all(attribute, `${PREFIX}as_path_segment`).map((segment) => ({
    type: SEGMENTS[number(segment, `${PREFIX}as_path_segment.type`) ?? 0],
    asns: all(segment, /as_path_segment\.as[24]$/).map(({ show }) => Number(show)),
  }));
}

function aggregatorOf(attribute: Field): unknown {
  return { as: number(attribute, `${PREFIX}aggregator_as`), address: text(attribute, `${PREFIX}aggregator_origin`) };
}

function addressesOf(list: Field | undefined): unknown {
  return list && all(list, /cluster_id$/).map(({ show }) => show);
}

function communitiesOf(attribute: Field): unknown {
  const list = one(attribute, `${PREFIX}communities`);
  return list && list.fields.map(communityOf);
}

/** A well-known one has only the number of all four octets. */
function communityOf(field: Field): string {
  field.taken = true;
  const as = number(field, `${PREFIX}community_as`);
  if (as !== undefined) return `${as}:${number(field, `${PREFIX}community_value`)}`;
  const whole = Number(field.show === '' ? text(field, /community_wellknown$/) : field.show);
  return `${whole >>> 16}:${whole & 0xffff}`;
}

function largeCommunitiesOf(attribute: Field): unknown {
  return all(attribute, 'bgp.large_communities').map((community) =>
    ['ga', 'ldp1', 'ldp2'].map((part) => text(community, `bgp.large_communities.${part}`)).join(':'),
  );
}

const PMSI_TYPES: Readonly<Record<number, string>> = { 0: 'none', 6: 'ingress-replication' };

/** The label is the upper 20 bits of what may be a VNI. Identifiers as that of ingress replication. */
function pmsiTunnelOf(attribute: Field): unknown {
  const type = number(attribute, `${PREFIX}pmsi.tunnel.type`);
  const vni = number(attribute, 'bgp.evpn.nlri.vni');
  return {
    flags: number(attribute, `${PREFIX}pmsi.tunnel.flags`),
    tunnelType: type === undefined ? undefined : PMSI_TYPES[type],
    label: vni === undefined ? undefined : vni >> 4,
    vni,
    tunnelIdentifier: text(one(attribute, `${PREFIX}pmsi.tunnel.id`) ?? { fields: [] }, /ingress_rep_ip6?$/),
  };
}

function aigpOf(attribute: Field | undefined): unknown {
  if (attribute === undefined) return undefined;
  all(attribute, /aigp\.type$/);
  return { metric: text(attribute, 'bgp.update.attribute.aigp.accu_igp_metric') };
}

const bgpsec = (field: Field, name: string): number | undefined => number(field, `${PREFIX}bgpsec.${name}`);

function bgpsecOf(attribute: Field): unknown {
  const parts = all(attribute, '');
  return {
    securePath: all(parts[0] ?? { fields: [] }, '').map((segment) => ({
      pCount: bgpsec(segment, 'sps.pcount'),
      flags: bgpsec(segment, 'sps.flags'),
      as: bgpsec(segment, 'sps.as'),
    })),
    signatureBlocks: parts.slice(1).map((block) => ({
      algorithmSuite: bgpsec(block, 'sb.algo_id'),
      signatures: all(block, '').map((segment) => ({
        ski: hex(segment, `${PREFIX}bgpsec.ss.ski`),
        signature: hex(segment, `${PREFIX}bgpsec.ss.sig`),
      })),
    })),
  };
}

function attrSetOf(attribute: Field): unknown {
  const inner = one(attribute, 'bgp.update.path_attributes');
  return {
    originAs: number(attribute, `${PREFIX}attr_set.origin_as`),
    attributes: inner && attributesOf(all(inner, 'bgp.update.path_attribute')),
  };
}
