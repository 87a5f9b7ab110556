import { createCaptureReader } from '../../decoders/capture/reader.ts';
import { anonymise } from '../../slice/anonymise/anonymise.ts';
import type { Identities } from '../../slice/anonymise/identities.ts';
import { keep, type KeptPacket } from '../../slice/kept-packet.ts';
import { commonLinkType, withLinkType } from '../../slice/link-types.ts';
import { writePcap } from '../../slice/write-pcap.ts';
import { writePcapng } from '../../slice/write-pcapng.ts';

/** All of it is held in memory. */
const MAX_OCTETS = 128 << 20;

/** The whole capture with other addresses, AS numbers and names; or why it can't be. */
export async function anonymiseCapture(
  chunks: AsyncIterable<Uint8Array>,
  who: Identities,
): Promise<Uint8Array | string> {
  const packets: KeptPacket[] = [];
  let octets = 0;
  const reader = createCaptureReader((packet) => {
    octets += packet.end - packet.start;
    if (octets <= MAX_OCTETS) packets.push(keep('', packet));
  });
  for await (const chunk of chunks) {
    reader.push(chunk);
    if (octets > MAX_OCTETS) return `left out: more than the ${MAX_OCTETS >> 20} MiB that can be anonymised`;
  }
  reader.end();
  const { format, fault } = reader;
  if (format === null) return `left out: ${fault?.reason ?? 'it is no capture'}`;
  const anonymous = anonymise(packets, who);
  if (format === 'pcapng') return writePcapng(anonymous, fault !== null, false);
  const [first, ...others] = reader.linkTypes;
  const linkType = first !== undefined && others.length === 0 ? first : commonLinkType(anonymous);
  return writePcap(
    anonymous.map((packet) => withLinkType(packet, linkType)),
    linkType,
    fault !== null,
  );
}
