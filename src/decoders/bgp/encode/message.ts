/** The other way round of `decodeMessage`: values to octets, for tests, scripted peers and whoever makes captures. */
import { ByteWriter, EncodeError } from '../../../bytes/writer.ts';
import { addressOctets } from '../../../net/address.ts';
import { fromHex } from '../hex.ts';
import {
  type BgpNotification,
  type BgpOpen,
  type BgpRouteRefresh,
  type BgpUpdate,
  type DecodeContext,
  HEADER_LENGTH,
  MAX_EXTENDED_LENGTH,
  MessageType,
} from '../message.ts';
import { encodeAttribute } from './attributes.ts';
import { encodeCapability } from './capabilities.ts';
import { encodePrefixes } from './prefixes.ts';

/** Of a decoded OPEN, whose AS stands in capability 65 as well. */
type EncodableOpen = Omit<BgpOpen, 'as' | 'otherParameters'> & Partial<BgpOpen>;

/** What of a decoded message decides its octets. */
export type EncodableMessage =
  | { readonly type: 'OPEN'; readonly open: EncodableOpen | null }
  | { readonly type: 'UPDATE'; readonly update: Pick<BgpUpdate, 'withdrawn' | 'attributes' | 'nlri'> }
  | { readonly type: 'NOTIFICATION'; readonly notification: Pick<BgpNotification, 'code' | 'subcode' | 'data'> | null }
  | { readonly type: 'KEEPALIVE' }
  | { readonly type: 'ROUTE-REFRESH'; readonly routeRefresh: BgpRouteRefresh | null };

const MARKER = new Uint8Array(16).fill(0xff);

/**
 * The whole message. Capabilities stand in one optional parameter. Throws EncodeError where a value does not fit its
 * field, a message was not read whole, or nothing writes a value of its kind.
 */
export function encodeMessage(message: EncodableMessage, context: DecodeContext): Uint8Array {
  const body = new ByteWriter();
  writeBody(body, message, context);
  const length = HEADER_LENGTH + body.length;
  if (length > MAX_EXTENDED_LENGTH) throw new EncodeError('length', `${length}, maximum ${MAX_EXTENDED_LENGTH}`);
  const type = MessageType[message.type === 'ROUTE-REFRESH' ? 'ROUTE_REFRESH' : message.type];
  return new ByteWriter().bytes(MARKER).u16(length, 'length').u8(type, 'type').bytes(body.finish()).finish();
}

function writeBody(body: ByteWriter, message: EncodableMessage, context: DecodeContext): void {
  switch (message.type) {
    case 'OPEN':
      writeOpen(body, wholly(message.open, 'open'));
      break;
    case 'UPDATE':
      writeUpdate(body, message.update, context);
      break;
    case 'NOTIFICATION': {
      const { code, subcode, data } = wholly(message.notification, 'notification');
      body.u8(code, 'code').u8(subcode, 'subcode').bytes(data);
      break;
    }
    case 'ROUTE-REFRESH': {
      const { afi, safi, subtype, orf = '' } = wholly(message.routeRefresh, 'routeRefresh');
      body.u16(afi, 'afi').u8(subtype, 'subtype').u8(safi, 'safi').bytes(fromHex(orf));
      break;
    }
    case 'KEEPALIVE':
  }
}

function wholly<T>(value: T | null, field: string): T {
  if (value === null) throw new EncodeError(field, 'was not read');
  return value;
}

const ParameterType = { CAPABILITIES: 2, EXTENDED_LENGTH: 255 } as const;

/** RFC 4271 §4.2; RFC 9072 §2 where the parameters are longer than 255 octets. */
function writeOpen(body: ByteWriter, open: EncodableOpen): void {
  const { otherParameters = [] } = open;
  if (otherParameters.length > 0) throw new EncodeError('otherParameters', 'their values were not kept');
  body
    .u8(open.version, 'version')
    .u16(open.myAs, 'myAs')
    .u16(open.holdTime, 'holdTime')
    .bytes(addressOctets(open.bgpId));
  const capabilities = new ByteWriter();
  for (const capability of open.capabilities) encodeCapability(capability, capabilities);
  const value = capabilities.finish();
  if (value.length === 0) {
    body.u8(0, 'optionalParametersLength');
  } else if (value.length + 2 <= 255) {
    body.u8(value.length + 2, 'optionalParametersLength').u8(ParameterType.CAPABILITIES, 'parameterType');
    body.u8(value.length, 'parameterLength').bytes(value);
  } else {
    body.u8(255, 'optionalParametersLength').u8(ParameterType.EXTENDED_LENGTH, 'extendedLengthMark');
    body.u16(value.length + 3, 'extendedLength').u8(ParameterType.CAPABILITIES, 'parameterType');
    body.u16(value.length, 'parameterLength').bytes(value);
  }
}

/** RFC 4271 §4.3. */
function writeUpdate(
  body: ByteWriter,
  { withdrawn, attributes, nlri }: Pick<BgpUpdate, 'withdrawn' | 'attributes' | 'nlri'>,
  context: DecodeContext,
): void {
  body.behindLength(2, 'withdrawnRoutesLength', (routes) => encodePrefixes(withdrawn, routes));
  body.behindLength(2, 'totalPathAttributeLength', (all) => {
    for (const attribute of attributes) encodeAttribute(attribute, context, all);
  });
  encodePrefixes(nlri, body);
}
