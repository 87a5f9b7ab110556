/** Puts the stand-ins in the place of the fields that a decoder has read. */
import { tile, type TraceNode } from '../../bytes/trace.ts';
import { u16, u32 } from '../../net/octets.ts';
import { ruleOf } from './fields.ts';
import type { Identities } from './identities.ts';

const FILLER = 0x78; // x
const RD_LENGTH = 8;
const Afi = { IPv4: 1, IPv6: 2 } as const;

/** `octets` are those of the outermost reader, whose offsets `nodes` have. `afi`: of prefixes, where nothing else is said. */
export function anonymiseFields(octets: Uint8Array, nodes: readonly TraceNode[], afi: number, who: Identities): void {
  let family = afi;
  let prefixLength: TraceNode | null = null;
  let communities = 0;
  for (const node of nodes) {
    const { name, offset, length, value, children } = node;
    if (children !== null) {
      const within = tile(children, offset, length);
      // Labels and the like stand before the prefix, and are counted by the length before them.
      anonymiseFields(octets, prefixLength === null ? within : [prefixLength, ...within], family, who);
      continue;
    }
    const field = octets.subarray(offset, offset + length);
    switch (ruleOf(name, value !== null)) {
      case 'keep':
        if (name === 'afi' && value !== null) family = value;
        if (name === 'prefixLength' || name === 'length') prefixLength = node;
        break;
      case 'as':
        if (length === 2 || length === 4) replaceAs(field, who);
        else field.fill(0);
        break;
      case 'mac':
        if (length === 6) who.mac(octets, offset);
        else field.fill(0);
        break;
      case 'address':
        if (length === 4 || length === 16) who.address(octets, offset, length);
        else field.fill(0);
        break;
      case 'nextHop':
        anonymiseNextHop(field, who);
        break;
      case 'prefix':
        anonymisePrefix(field, bitsOf(prefixLength, offset), family, who);
        break;
      case 'text':
        fillText(field);
        break;
      case 'community':
        // The first half is an AS; 0xFFFF0000 and above are well known (RFC 1997).
        if (communities++ % 2 === 0) replaceAs(field, who);
        break;
      default:
        field.fill(0);
    }
  }
}

/** Of 2 octets or 4. */
export function replaceAs(field: Uint8Array, who: Identities): void {
  const as = who.as(field.length === 2 ? u16(field, 0) : u32(field, 0));
  for (let at = field.length - 1, rest = as; at >= 0; at -= 1, rest = Math.floor(rest / 256)) field[at] = rest % 256;
}

/** Of the prefix at `offset`: without what stands between it and the octet with the length. */
const bitsOf = (length: TraceNode | null, offset: number): number =>
  length === null ? 0 : (length.value ?? 0) - 8 * (offset - length.offset - length.length);

function anonymisePrefix(field: Uint8Array, bits: number, afi: number, who: Identities): void {
  const length = afi === Afi.IPv4 ? 4 : 16;
  const isSound =
    (afi === Afi.IPv4 || afi === Afi.IPv6) && bits >= 0 && bits <= 8 * field.length && field.length <= length;
  const address = new Uint8Array(length);
  if (isSound) {
    address.set(field);
    who.address(address, 0, length, bits);
  }
  field.set(address.subarray(0, field.length));
}

/** The length tells what it is: one address, a global and a link-local one, or those behind route distinguishers. */
function anonymiseNextHop(field: Uint8Array, who: Identities): void {
  const distinguished = field.length === RD_LENGTH + 4 || field.length === RD_LENGTH + 16 || field.length === 48;
  const before = distinguished ? RD_LENGTH : 0;
  const length = field.length - before === 4 ? 4 : 16;
  if (field.length % (before + length) !== 0) {
    field.fill(0);
    return;
  }
  for (let at = 0; at < field.length; at += before + length) {
    field.fill(0, at, at + before);
    who.address(field, at + before, length);
  }
}

/** As long as it was; where it begins with its own length, so does this. */
export function fillText(field: Uint8Array): void {
  const first = field[0] === field.length - 1 ? 1 : 0;
  field.fill(FILLER, first);
}
