/** Route Mirroring (RFC 7854 §4.7): TLVs of the messages as they came in, and of what is wrong with them. */
import type { ByteReader } from '../../bytes/reader.ts';
import { toHex } from '../bgp/hex.ts';
import { unknownName } from '../bgp/registry/unknown.ts';
import { faultIn } from '../records/attempt.ts';
import type { Content } from '../records/exported.ts';
import { MIRRORING_INFORMATION, MirroringTlv } from './registry.ts';

export interface Mirrored {
  /** Null where there is nothing to tell besides the messages. */
  readonly event: Content | null;
  readonly messages: readonly Uint8Array[];
}

export function decodeMirroring(reader: ByteReader): Mirrored {
  const messages: Uint8Array[] = [];
  const information: { readonly type: number; readonly value: string }[] = [];
  const fault = faultIn(() => {
    while (reader.remaining > 0) {
      const type = reader.u16('tlvType');
      const value = reader.sub(reader.u16('tlvLength'), 'bmp.mirroring');
      if (type === MirroringTlv.BGP_MESSAGE) messages.push(value.bytes(value.remaining, 'bgpMessage'));
      else information.push({ type, value: valueOf(type, value) });
    }
  });
  if (information.length === 0 && fault === null && messages.length > 0) return { event: null, messages };
  const text = information.map(({ value }) => value).join(', ');
  return {
    event: { kind: 'event', type: 'ROUTE_MIRRORING', fields: { routeMirroring: { information } }, text, fault },
    messages,
  };
}

function valueOf(type: number, value: ByteReader): string {
  if (type !== MirroringTlv.INFORMATION || value.remaining !== 2) return toHex(value.bytes(value.remaining, 'value'));
  const code = value.u16('informationCode');
  return MIRRORING_INFORMATION[code] ?? unknownName(code);
}
