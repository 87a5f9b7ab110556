/** What of a truth line and of our own reading has to be equal. */
import { ORIGINS, SEGMENTS } from '../../../scripts/compare/fields/attributes.ts';
import { toHex } from '../../../src/decoders/bgp/hex.ts';
import type { BgpMessage, BgpOpen, BgpUpdate, PathAttribute } from '../../../src/decoders/bgp/message.ts';
import { prefixes, sharedFields, truthNextHop, truthNlri, type TruthMp, type TruthNlri } from './truth-nlri.ts';

export interface TruthLine {
  readonly frame: number;
  readonly idx: number;
  readonly type: string;
  readonly length: number | null;
  readonly raw: string;
  readonly malformed?: unknown;
  readonly version?: number;
  readonly my_as?: number;
  readonly as4?: number;
  readonly hold_time?: number;
  readonly bgp_id?: string;
  readonly capabilities?: readonly { readonly code: number; readonly value: string }[];
  readonly code?: number;
  readonly subcode?: number;
  readonly data?: string;
  readonly communication?: string;
  readonly afi?: number;
  readonly safi?: number;
  readonly subtype?: number;
  readonly withdrawn?: readonly TruthNlri[];
  readonly nlri?: readonly TruthNlri[];
  readonly attrs?: readonly TruthAttribute[];
}

interface TruthAttribute extends TruthMp {
  readonly type: number;
  readonly flags: number;
  readonly length: number;
  readonly value: string;
  readonly origin?: number;
  readonly as_path?: readonly { readonly type: number; readonly asns: readonly number[] }[];
  readonly med?: number;
  readonly local_pref?: number;
  readonly as?: number;
  readonly address?: string;
  readonly communities?: readonly string[];
  readonly ext_communities?: readonly string[];
  readonly large_communities?: readonly string[];
  readonly originator_id?: string;
  readonly cluster_list?: readonly string[];
  readonly afi?: number;
  readonly safi?: number;
  readonly nlri?: readonly TruthNlri[];
  /** tshark's fields, nested as it shows them. */
  readonly tree?: Tree;
}
type Tree = readonly (readonly [name: string, value: string | Tree])[];

/** Readings that tshark does not share: `fault` is how ours begins. Such a message is compared no further. */
export interface Exception {
  readonly file: string;
  readonly fault: RegExp;
  readonly why: string;
}

/** One text a difference; none where the two agree as far as tshark could read. */
export function differences(
  truth: TruthLine,
  message: BgpMessage,
  exceptions: readonly Exception[],
): readonly string[] {
  const found: string[] = [];
  const same = (what: string, theirs: unknown, ours: unknown): void => {
    if (JSON.stringify(theirs) !== JSON.stringify(ours))
      found.push(`${what} ${JSON.stringify(theirs)} v ${JSON.stringify(ours)}`);
  };
  same('type', truth.type, message.type);
  if (truth.length !== null) same('length', truth.length, message.length);
  const { fault } = message;
  if (truth.malformed !== undefined) return found;
  if (fault !== null && exceptions.some((exception) => exception.fault.test(fault.reason))) return found;
  same('fault', null, fault?.reason ?? null);
  switch (message.type) {
    case 'OPEN':
      if (message.open !== null) compareOpen(truth, message.open, same);
      break;
    case 'NOTIFICATION':
      same('code', truth.code, message.notification?.code);
      same('subcode', truth.subcode, message.notification?.subcode);
      same('data', truth.data, message.notification && toHex(message.notification.data));
      if (truth.communication !== undefined) same('text', truth.communication, message.notification?.shutdownText);
      break;
    case 'ROUTE-REFRESH':
      same(
        'family',
        [truth.afi, truth.safi, truth.subtype],
        [message.routeRefresh?.afi, message.routeRefresh?.safi, message.routeRefresh?.subtype],
      );
      break;
    case 'UPDATE':
      compareUpdate(truth, message.update, same);
      break;
    default:
  }
  return found;
}

type Same = (what: string, theirs: unknown, ours: unknown) => void;

function compareOpen(truth: TruthLine, open: BgpOpen, same: Same): void {
  same('version', truth.version, open.version);
  same('my_as', truth.my_as, open.myAs);
  same('as', truth.as4 ?? truth.my_as, open.as);
  same('hold_time', truth.hold_time, open.holdTime);
  same('bgp_id', truth.bgp_id, open.bgpId);
  same(
    'capabilities',
    truth.capabilities?.map(({ code }) => code),
    open.capabilities.map(({ code }) => code),
  );
}

function compareUpdate(truth: TruthLine, update: BgpUpdate, same: Same): void {
  same('withdrawn', prefixes(truth.withdrawn), update.withdrawn);
  same('nlri', prefixes(truth.nlri), update.nlri);
  same(
    'attributes',
    truth.attrs?.map(({ type, flags }) => [type, flags]),
    update.attributes.map(({ type, flags }) => [type, flags]),
  );
  truth.attrs?.forEach((theirs, index) => {
    const ours = update.attributes[index];
    if (ours !== undefined) compareAttribute(theirs, ours, same);
  });
}

function compareAttribute(theirs: TruthAttribute, { type, name, value }: PathAttribute, same: Same): void {
  switch (type) {
    case 1:
      return same(name, ORIGINS[theirs.origin ?? 3], value);
    case 2:
    case 17:
      return same(
        name,
        theirs.as_path?.map((segment) => ({ type: SEGMENTS[segment.type], asns: segment.asns })),
        value,
      );
    case 3:
      return same(name, theirs.next_hop, value);
    case 4:
      return same(name, theirs.med, value);
    case 5:
      return same(name, theirs.local_pref, value);
    case 7:
      return same(name, { as: theirs.as, address: theirs.address }, value);
    case 8:
      return same(name, theirs.communities, value);
    case 9:
      return same(name, theirs.originator_id, value);
    case 10:
      return same(name, theirs.cluster_list, value);
    case 14:
      return compareReach(theirs, value, same);
    case 15:
      return compareUnreach(theirs, value, same);
    case 16:
      return compareExtendedCommunities(theirs, value, same);
    case 26:
      return same(name, Number(treeField(theirs, 'aigp.accu_igp_metric')), fieldsOf(value)['metric']);
    case 32:
      return same(name, theirs.large_communities, value);
    case 35:
      return same(name, Number(treeField(theirs, 'otc')), value);
    case 40:
      return same(name, treeLeaves(theirs.tree ?? []), leaves(value));
    case 6:
      return;
    default:
      return same(name, theirs.value, value);
  }
}

const NOT_SHOWN = /length$|reserved$/;

/** What tshark's fields say, in their order; numbers are decimal. */
function treeLeaves(tree: Tree): readonly string[] {
  return tree.flatMap(([name, value]) => {
    if (typeof value !== 'string') return treeLeaves(value);
    return NOT_SHOWN.test(name) ? [] : [value.startsWith('0x') ? String(Number(value)) : value];
  });
}

/** The same of ours, without names of codes. */
function leaves(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([key, inner]) => (/^name$|Name$/.test(key) ? [] : leaves(inner)));
}

/** Of a nested field the first whose name ends so. */
const treeField = ({ tree }: TruthAttribute, name: string): string | undefined =>
  new RegExp(`${name}", ?"([^"]*)"`).exec(JSON.stringify(tree))?.[1];

/** tshark gives their octets; those of the commonest form are put into words here. */
function compareExtendedCommunities(
  { ext_communities: theirs = [] }: TruthAttribute,
  value: unknown,
  same: Same,
): void {
  const ours = Array.isArray(value) ? value.map(fieldsOf) : [];
  same('number of extended communities', theirs.length, ours.length);
  theirs.forEach((octets, index) => {
    const { type, transitive, value: text } = ours[index] ?? {};
    same(`${octets} transitive`, (parseInt(octets.slice(0, 2), 16) & 0x40) === 0, transitive);
    if (type === 'unknown') same('unknown extended community', octets, text);
    const name = { '0002': 'route-target', '0003': 'route-origin' }[octets.slice(0, 4)];
    if (name === undefined) return;
    same(octets, [name, `${parseInt(octets.slice(4, 8), 16)}:${parseInt(octets.slice(8), 16)}`], [type, text]);
  });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function compareReach(theirs: TruthAttribute, value: unknown, same: Same): void {
  const ours = fieldsOf(value);
  same('reach family', [theirs.afi, theirs.safi], [ours['afi'], ours['safi']]);
  const nlri = truthNlri(theirs);
  if (nlri === undefined) return;
  const nextHop = truthNextHop(theirs);
  if (nextHop !== undefined) same('next hop', nextHop, ours['nextHop']);
  same('reach', nlri, sharedFields(nlri, ours['nlri']));
}

function compareUnreach(theirs: TruthAttribute, value: unknown, same: Same): void {
  const ours = fieldsOf(value);
  same('unreach family', [theirs.afi, theirs.safi], [ours['afi'], ours['safi']]);
  const nlri = truthNlri(theirs);
  if (nlri !== undefined) same('unreach', nlri, sharedFields(nlri, ours['withdrawn']));
}
