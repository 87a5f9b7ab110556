import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { read } from './read.ts';

/** Captures that other projects published; not part of this repository. */
const ROOT = '../shared/captures';
const isHere = existsSync(`${ROOT}/INDEX.tsv`);
if (!isHere) console.warn(`${ROOT} is not here: the captures of other projects are not read`);

/** Broken on purpose, or read by tshark though the draft forbids it: how many packets lie before the fault, and what it is. */
const FAULTS: Readonly<Record<string, readonly [packets: number, reason: string]>> = {
  'google_gopacket__pcapgo_tests_be_test901.pcapng': [1, 'version 2.0 of pcapng'],
  'google_gopacket__pcapgo_tests_le_test901.pcapng': [1, 'version 2.0 of pcapng'],
  'rshk_python-pcapng__test_data_test006.ntar': [0, '167 octets, not a multiple of 4'],
  'rshk_python-pcapng__test_data_test007.ntar': [0, '139 octets, not a multiple of 4'],
  'the-tcpdump-group_libpcap__tests_linktype-reserved-field-not-zero.pcap': [0, 'reserved bits'],
  'the-tcpdump-group_libpcap__tests_pcap-invalid-version-1.pcap': [0, 'version 1.4 of pcap'],
  'the-tcpdump-group_libpcap__tests_pcapng-invalid-vers-1.pcapng': [0, 'version 0.1 of pcapng'],
  'the-tcpdump-group_libpcap__tests_pcapng-invalid-vers-2.pcapng': [0, 'version 1.1 of pcapng'],
  'the-tcpdump-group_libpcap__tests_shb-option-too-long.pcapng': [0, '808464432 at its end'],
};

interface Row {
  readonly file: string;
  readonly format: string;
  /** NaN if tshark does not know the link type. */
  readonly packets: number;
}

const rows: readonly Row[] = isHere
  ? readFileSync(`${ROOT}/INDEX.tsv`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
      .map((columns) => ({ file: columns[0] ?? '', format: columns[8] ?? '', packets: Number(columns[11]) }))
  : [];
const inFolder = (folder: string) => rows.filter(({ file }) => file.startsWith(`${folder}/`));

describe.skipIf(!isHere)('captures of other projects', () => {
  test.each(inFolder('reader'))('$file', ({ file, format, packets }) => {
    const seen = read(readFileSync(`${ROOT}/${file}`), [100, 1000, 5000, 70_000]);
    const [before, reason] = FAULTS[file.replace('reader/', '')] ?? [packets, null];
    expect(seen.format).toBe(format.startsWith('pcapng') ? 'pcapng' : 'pcap');
    if (!Number.isNaN(before)) expect(seen.packets.length).toBe(before);
    if (reason === null) expect(seen.fault).toBeNull();
    else expect(seen.fault?.reason).toContain(reason);
  });

  test.each(['bgp', 'encap'])('%s: as many packets as the index says', (folder) => {
    for (const { file, packets } of inFolder(folder)) {
      const seen = read(readFileSync(`${ROOT}/${file}`), [65_536, 131_072]);
      expect({ file, fault: seen.fault }).toEqual({ file, fault: null });
      if (!Number.isNaN(packets)) expect({ file, packets: seen.packets.length }).toEqual({ file, packets });
    }
  });

  test('malformed: packets and faults, no exception', () => {
    for (const name of readdirSync(`${ROOT}/malformed`)) {
      const capture = readFileSync(`${ROOT}/malformed/${name}`);
      expect(read(capture, [1, 30, 1000])).toEqual(read(capture));
    }
  });
});
