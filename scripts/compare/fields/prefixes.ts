/** Prefixes, with labels and route distinguisher where they have them. */
import { Afi, formatPrefix } from '../../../src/net/prefix.ts';
import { type Field, number, one, text } from '../field.ts';
import { rdOf } from './evpn.ts';

const PREFIX = /^bgp\.(nlri|withdrawn|mp_(un)?reach_nlri_ipv[46])_prefix$/;
const LABEL_BITS = 24;
const RD_BITS = 64;

/** Each within a field without a name, which stands for the whole NLRI. */
export function prefixesOf({ fields }: Pick<Field, 'fields'>): readonly unknown[] {
  return fields.flatMap((field) => {
    if (field.name === 'bgp.label_stack') return [singleFieldOf(field)];
    if (field.fields.some(({ name }) => name === '_ws.expert')) return [];
    return field.name === '' ? [prefixOf(field)] : [];
  });
}

function prefixOf(nlri: Field): unknown {
  const bits = number(nlri, 'bgp.prefix_length') ?? 0;
  const stack = one(nlri, 'bgp.label_stack');
  const rd = text(nlri, 'bgp.rd');
  const labels = stack === undefined ? undefined : labelsOf(stack.show);
  const before = (stack === undefined ? 0 : LABEL_BITS * (stack.value.length / 6)) + (rd === undefined ? 0 : RD_BITS);
  const address = text(nlri, PREFIX);
  return {
    prefix: address === undefined ? undefined : `${address}/${bits - before}`,
    rd,
    labels,
    pathId: number(nlri, 'bgp.nlri_path_id'),
  };
}

const SINGLE = /Label Stack=(.*) RD=(.*), IPv6=(.*)$/;

/**
 * Of IPv6 VPNs tshark 4.0 makes one field: `Label Stack=0 (withdrawn) RD=64499:105, IPv6=2001:db8:42::/64`. Where the RD is of
 * type 1 or 2 it has the format string of that text instead; its octets are taken apart here (RFC 4659 §3.2).
 */
function singleFieldOf(field: Field): unknown {
  field.taken = true;
  const [, stack = field.label, rd, prefix] = SINGLE.exec(field.label) ?? [];
  const labels = labelsOf(stack);
  if (prefix !== undefined) return { prefix, rd, labels };
  const octets = Uint8Array.from(Buffer.from(field.value, 'hex'));
  const rdAt = 1 + 3 * Math.max(labels.length, 1);
  const bits = (octets[0] ?? 0) - 8 * (rdAt - 1) - RD_BITS;
  return {
    prefix: formatPrefix(octets, rdAt + 8, bits, Afi.IPv6),
    rd: rdOf(field.value.slice(2 * rdAt, 2 * rdAt + 16)),
    labels,
  };
}

/** `100,200 (bottom)`; a withdrawal names none. */
const labelsOf = (stack: string): readonly number[] =>
  stack.includes('withdrawn')
    ? []
    : stack
        .replace(/ ?\(.*/, '')
        .split(',')
        .map(Number);
