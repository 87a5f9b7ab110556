/** Encoders that may be told to lie: what is sent is what the fixture is about. */

const MARKER = Buffer.alloc(16, 0xff);
export const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const u32 = (value: number): Buffer =>
  Buffer.from([value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]);
const address = (text: string): Buffer => Buffer.from(text.split('.').map(Number));
const tlv = (type: number, value: Buffer): Buffer => Buffer.concat([Buffer.from([type, value.length]), value]);

export function message(
  type: number,
  body: Buffer,
  lie: { readonly marker?: Buffer; readonly length?: number } = {},
): Buffer {
  return Buffer.concat([lie.marker ?? MARKER, u16(lie.length ?? 19 + body.length), Buffer.from([type]), body]);
}

export interface OpenFields {
  readonly as: number;
  readonly id: string;
  readonly version?: number;
  readonly holdTime?: number;
  /** Each stands in an optional parameter of its own. */
  readonly capabilities?: readonly Buffer[];
  /** Other optional parameters, whole. */
  readonly parameters?: readonly Buffer[];
}

const AS_TRANS = 23_456;

export function openMessage({
  as,
  id,
  version = 4,
  holdTime = 90,
  capabilities = [],
  parameters = [],
}: OpenFields): Buffer {
  const all = Buffer.concat([...parameters, ...capabilities.map((value) => tlv(2, value))]);
  return message(
    1,
    Buffer.concat([
      Buffer.from([version]),
      u16(as > 0xffff ? AS_TRANS : as),
      u16(holdTime),
      address(id),
      Buffer.from([all.length]),
      all,
    ]),
  );
}

export const multiprotocol = (afi: number, safi = 1): Buffer =>
  tlv(1, Buffer.concat([u16(afi), Buffer.from([0, safi])]));
export const fourOctetAs = (as: number): Buffer => tlv(65, u32(as));
export const routeRefresh: Buffer = tlv(2, Buffer.alloc(0));
export const enhancedRouteRefresh: Buffer = tlv(70, Buffer.alloc(0));
export const capability = (code: number, value: Buffer = Buffer.alloc(0)): Buffer => tlv(code, value);
/** Of a type that is not assigned. */
export const unknownParameter: Buffer = tlv(3, Buffer.alloc(2));
export const authenticationParameter: Buffer = tlv(1, Buffer.from([0, ...Buffer.from('secret')]));

export const keepalive: Buffer = message(4, Buffer.alloc(0));
export const notification = (code: number, subcode: number, data: Buffer = Buffer.alloc(0)): Buffer =>
  message(3, Buffer.concat([Buffer.from([code, subcode]), data]));
/** RFC 9003. */
export const shutdownText = (text: string): Buffer =>
  Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);

export const attribute = (flags: number, type: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([flags]), tlv(type, value)]);
export const origin = (value = 0, flags = 0x40): Buffer => attribute(flags, 1, Buffer.from([value]));
export const nextHop = (text: string): Buffer => attribute(0x40, 3, address(text));
/** One AS_SEQUENCE; the width is what OPENs agreed on. */
export const asPath = (asns: readonly number[], width: 2 | 4 = 4): Buffer =>
  attribute(0x40, 2, Buffer.concat([Buffer.from([2, asns.length]), ...asns.map(width === 4 ? u32 : u16)]));
/** "10.1.0.0/16" */
function prefix(text: string): Buffer {
  const [network = '', length = '32'] = text.split('/');
  return Buffer.concat([Buffer.from([Number(length)]), address(network).subarray(0, Math.ceil(Number(length) / 8))]);
}
export const update = (
  attributes: readonly Buffer[],
  nlri: readonly string[],
  withdrawn: readonly string[] = [],
): Buffer => {
  const gone = Buffer.concat(withdrawn.map(prefix));
  const all = Buffer.concat(attributes);
  return message(2, Buffer.concat([u16(gone.length), gone, u16(all.length), all, ...nlri.map(prefix)]));
};
/** Flags 0x80: the value must be shorter than 256 octets. `nextHops` are octets. */
export const mpReach = (afi: number, safi: number, nextHops: Buffer, nlri: Buffer): Buffer =>
  attribute(
    0x80,
    14,
    Buffer.concat([u16(afi), Buffer.from([safi, nextHops.length]), nextHops, Buffer.from([0]), nlri]),
  );
/** Of IPv4, behind a path identifier each (RFC 7911); a prefix is as in `update`. */
export const withPathIds = (...routes: readonly (readonly [number, string])[]): Buffer =>
  Buffer.concat(routes.map(([id, text]) => Buffer.concat([u32(id), prefix(text)])));
/** NLRI and withdrawn routes as octets. */
export const updateOf = (attributes: readonly Buffer[], nlri: Buffer, withdrawn: Buffer = Buffer.alloc(0)): Buffer => {
  const all = Buffer.concat(attributes);
  return message(2, Buffer.concat([u16(withdrawn.length), withdrawn, u16(all.length), all, nlri]));
};
export const endOfRib: Buffer = update([], []);
