import type { TextLine } from '../../model/finding.ts';
import type { Interface, InterfaceAddress } from '../../model/kernel.ts';
import {
  type Fields,
  type Gap,
  type Read,
  familyOf,
  isAddress,
  isFields,
  listOf,
  numberOf,
  textOf,
  textsOf,
} from './read.ts';

/** Whether `value` is what `ip -j addr` or `ip -j link` prints. */
export const isIpInterfacesJson = (value: unknown): boolean =>
  Array.isArray(value) && value.some((item) => isFields(item) && 'ifname' in item);

/** Reads what `ip -j addr` and `ip -j link` print; `at` is where it stands. */
export function parseIpInterfacesJson(value: unknown, at: TextLine): Read<Interface> {
  const values: Interface[] = [];
  const gaps: Gap[] = [];
  for (const item of listOf(value).filter(isFields)) {
    const name = textOf(item['ifname']);
    // Filters of `ip` leave empty objects, or ones with addresses alone.
    if (name === null) continue;
    const info = isFields(item['linkinfo']) ? item['linkinfo'] : null;
    const data = info !== null && isFields(info['info_data']) ? info['info_data'] : null;
    const table = data?.['table'];
    const kind = textOf(info?.['info_kind']);
    const here = { ...at, text: `${name}: ${textsOf(item['flags']).join(',')}` };
    values.push({
      name,
      flags: Array.isArray(item['flags']) ? textsOf(item['flags']) : null,
      state: textOf(item['operstate']),
      mtu: numberOf(item['mtu']),
      master: textOf(item['master']),
      kind,
      table: kind === 'vrf' && (typeof table === 'number' || typeof table === 'string') ? String(table) : null,
      addresses: listOf(item['addr_info']).flatMap((each) => (isFields(each) ? readAddress(each, at, gaps) : [])),
      at: here,
    });
  }
  return { values, gaps };
}

function readAddress(item: Fields, at: TextLine, gaps: Gap[]): InterfaceAddress[] {
  const address = textOf(item['local']) ?? undefined;
  const prefixLength = numberOf(item['prefixlen']);
  if (!isAddress(address) || prefixLength === null) {
    gaps.push({ line: at.line, why: `${address ?? 'nothing'} is no address` });
    return [];
  }
  const text = `${address}/${prefixLength}`;
  return [{ family: familyOf(address), address, prefixLength, scope: textOf(item['scope']), at: { ...at, text } }];
}
