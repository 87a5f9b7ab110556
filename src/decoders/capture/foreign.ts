/** What a file is that is not a capture, told from its first octets, in words that say what to do about it. */

import { isBmp } from '../bmp/header.ts';
import { isMrt } from '../mrt/header.ts';

export const HEAD_LENGTH = 64;

const MAGICS: readonly (readonly [magic: string, what: string])[] = [
  ['\x1f\x8b', 'it is compressed by gzip: decompress it first'],
  ['\x28\xb5\x2f\xfd', 'it is compressed by zstd: decompress it first (zstd -d)'],
  ['\xfd7zXZ\0', 'it is compressed by xz: decompress it first (xz -d)'],
  ['BZh', 'it is compressed by bzip2: decompress it first (bzip2 -d)'],
  ['\x04\x22\x4d\x18', 'it is compressed by lz4: decompress it first (lz4 -d)'],
  ['PK\x03\x04', 'it is a zip archive: take the capture out of it first'],
  ['7z\xbc\xaf\x27\x1c', 'it is a 7z archive: take the capture out of it first'],
  ['snoop\0\0\0', 'it is a snoop capture of Solaris: convert it first (editcap -F pcap)'],
  ['GMBU', 'it is a capture of Microsoft Network Monitor: convert it first (editcap -F pcap)'],
  ['RTSS', 'it is a capture of Microsoft Network Monitor: convert it first (editcap -F pcap)'],
  ['TRSNIFF data', 'it is a Sniffer capture: convert it first (editcap -F pcap)'],
  ['\x54\x52\x00\x64', 'it is a capture of iptrace: convert it first (editcap -F pcap)'],
  ['iptrace ', 'it is a capture of iptrace: convert it first (editcap -F pcap)'],
  ['\x7fELF', 'it is a program'],
];

/** A line that tcpdump printed: a time of day, with a date or as seconds too, and a protocol; or its greeting. */
const TCPDUMP_LINE = /^(?:tcpdump: |reading from file |(?:\d{4}-\d\d-\d\d )?(?:\d\d:\d\d:\d\d|\d{9,10})\.\d+ )/;

/** Of the first octets of a file that is neither pcap nor pcapng. */
export function describeHead(head: Uint8Array): string {
  if (head.length === 0) return 'it is empty';
  const text = String.fromCharCode(...head);
  return `not a pcap or pcapng: ${MAGICS.find(([magic]) => text.startsWith(magic))?.[1] ?? describeText(text) ?? describeExport(head) ?? describeOctets(head)}`;
}

function describeText(text: string): string | null {
  if (TCPDUMP_LINE.test(text)) return 'it is text that tcpdump printed; a capture is written with tcpdump -w FILE';
  const line = text.split(/[\r\n]/, 1)[0] ?? '';
  if (!/^[\x20-\x7e][\t\x20-\x7e\x80-\xff]*$/.test(line)) return null;
  return 'it is text, as a command prints it'; // which is not told: a file of passwords is text too
}

/** Neither has a magic number, so they come last. */
function describeExport(head: Uint8Array): string | null {
  if (isMrt(head)) return 'it is an MRT dump of a router, which k8sdoctor decode reads';
  return isBmp(head) ? 'it is a stream of BMP, which k8sdoctor decode reads' : null;
}

function describeOctets(head: Uint8Array): string {
  const first = Array.from(head.subarray(0, 8), (octet) => octet.toString(16).padStart(2, '0'));
  return `it begins with the octets ${first.join(' ')}`;
}
