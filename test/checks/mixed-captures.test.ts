/** One capture of a healthy session, one that recovered and one that fails: only the last has errors, and blame. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildReport, type Report } from '../../src/index.ts';
import { readCaptures } from '../arbitraries/evidence-of.ts';

const HEADER = 24;
const RECORD_HEADER = 16;
const BEGINS = 1_700_000_000;

interface Timed {
  readonly microseconds: number;
  readonly record: Uint8Array;
}

/** The packets of a fixture (little endian, 192.168.0.0/16), moved to 10.NET.0.0/16 and to one beginning. */
function packetsOf(fixture: string, net: number): readonly Timed[] {
  const bytes = new Uint8Array(readFileSync(new URL(`../../fixtures/${fixture}.pcap`, import.meta.url)));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const timeAt = (start: number): number => view.getUint32(start, true) * 1e6 + view.getUint32(start + 4, true);
  const first = timeAt(HEADER);
  const packets: Timed[] = [];
  for (let start = HEADER; start < bytes.length;) {
    const end = start + RECORD_HEADER + view.getUint32(start + 8, true);
    const microseconds = BEGINS * 1e6 + timeAt(start) - first;
    view.setUint32(start, Math.floor(microseconds / 1e6), true);
    view.setUint32(start + 4, microseconds % 1e6, true);
    const record = bytes.subarray(start, end);
    move(record, net);
    packets.push({ microseconds, record });
    start = end;
  }
  return packets;
}

/** Wherever the addresses stand: in headers, in ICMP and in BGP. Checksums are not looked at. */
function move(record: Uint8Array, net: number): void {
  for (let at = RECORD_HEADER; at < record.length - 1; at += 1) {
    if (record[at] === 192 && record[at + 1] === 168) record.set([10, net], at);
  }
}

function diagnose(...fixtures: readonly string[]): Report {
  const packets = fixtures.flatMap((fixture, index) => packetsOf(fixture, index + 1));
  const records = packets.toSorted((a, b) => a.microseconds - b.microseconds).map(({ record }) => record);
  const header = readFileSync(new URL(`../../fixtures/${fixtures[0]}.pcap`, import.meta.url)).subarray(0, HEADER);
  return buildReport(readCaptures([Uint8Array.from(Buffer.concat([header, ...records]))]), {
    version: '0.0.0',
    generatedAt: '2026-01-01T00:00:00.000Z',
  });
}

describe('a mixed capture', () => {
  test.each([
    ['open/old-router', 'bgp/mp-bgp-unsupported', '10.3.10.1', 'Never established'],
    ['tcp/refused-frr', 'bgp/tcp-refused', '10.3.10.1', 'Never established'],
    ['tcp/host-prohibited', 'bgp/tcp-unreachable', '10.3.10.1', 'Never established'],
    ['session/hold-timer-bird', 'bgp/hold-timer-expired', '10.3.10.1', 'Lost'],
    ['session/mtu-black-hole', 'bgp/mtu-black-hole', null, 'Lost'],
    ['cease/peer-deconfigured-gobgp', 'bgp/cease-peer-deconfigured', '10.3.10.1', 'Closed'],
  ])('with %s has one error', (failing, id, blame, begins) => {
    const { findings, sessions } = diagnose('healthy/frr-bird', 'session/hold-timer-recovered', failing);
    const trouble = findings.filter(({ severity }) => severity !== 'info');
    expect(trouble).toMatchObject([{ id, severity: 'error', blame, subject: { id: sessions[2]?.id } }]);
    expect(sessions.map(({ status }) => status)).toEqual([
      expect.stringMatching(/^Established at \S+Z\.$/),
      expect.stringMatching(/^Established at \S+Z, after it had failed before: 10\.2\.10\.11 sent NOTIFICATION 4\/0 /),
      expect.stringMatching(new RegExp(`^${begins}: .* seen; 10\\.3\\.`)),
    ]);
  });
});
