import { all, type Field, number, one, text } from '../field.ts';
import { rdOf } from './evpn.ts';

const FLOW = 'bgp.flowspec_nlri';
const NUMERIC = ['false', '=', '>', '>=', '<', '<=', '!=', 'true'];
const BITMASK = ['', '=', '!', '!='];
const BITMASKS: ReadonlySet<number | undefined> = new Set([9, 12]);
const AND = 0x40;

export const flowspecOf = (list: Field): unknown => all(list, FLOW).map(ruleOf);

function ruleOf(rule: Field): unknown {
  const rd = one(rule, 'bgp.flowspec_route_distinguisher');
  return {
    kind: 'flowspec',
    rd:
      rd &&
      rdOf(
        all(rd, /./)
          .map(({ value }) => value)
          .join(''),
      ),
    components: all(rule, `${FLOW}.filter`).map(componentOf),
  };
}

function componentOf(component: Field): unknown {
  const type = number(component, `${FLOW}.filter_type`);
  const prefix = prefixOf(component);
  if (prefix !== undefined) return { type, ...prefix };
  const operators = all(component, `${FLOW}.opflags`).map(({ show }) => Number(show));
  const values = all(component, /^bgp\.flowspec_nlri\.(dec_val_\d+|hex_val_\d+|val_\w+(\.flags)?)$/);
  return {
    type,
    tests: operators.map((operator, index) => ({
      and: index > 0 && (operator & AND) !== 0,
      op: BITMASKS.has(type) ? BITMASK[operator & 3] : NUMERIC[operator & 7],
      value: parseInt(values[index]?.value ?? '', 16),
    })),
  };
}

/** Within a field without a name. */
function prefixOf(component: Field): object | undefined {
  const within = one(component, '');
  if (within === undefined) return undefined;
  const ipv4 = text(within, /_prefix_filter$/);
  if (ipv4 !== undefined) return { prefix: `${ipv4}/${number(within, 'bgp.prefix_length')}` };
  const ipv6 = text(within, /_ipv6_pref$/);
  if (ipv6 === undefined) return undefined;
  const offset = number(within, `${FLOW}.ipv6_pref_offset`);
  const bits = number(within, `${FLOW}.ipv6_pref_length`);
  return { prefix: `${ipv6}/${bits}`, offset: offset === 0 ? undefined : offset };
}
