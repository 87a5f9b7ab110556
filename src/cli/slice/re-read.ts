import { Readable } from 'node:stream';

/** What `pcap-parser`, which shares no code with us, reads of a file that we are about to keep: null if it is all there. */
export async function reRead(
  file: Uint8Array,
  packets: readonly { readonly bytes: Uint8Array }[],
): Promise<string | null> {
  const { parse } = await import('pcap-parser');
  const octets = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  return new Promise((resolve) => {
    let count = 0;
    let fault: string | null = null;
    parse(Readable.from([octets]))
      .on('packet', ({ data }) => {
        const written = packets[count];
        count += 1;
        if (written === undefined || Buffer.compare(data, written.bytes) !== 0)
          fault ??= `packet ${count} reads otherwise`;
      })
      .on('error', ({ message }) => resolve(message))
      .on('end', () => resolve(count === packets.length ? fault : `${count} of ${packets.length} packets can be read`));
  });
}
