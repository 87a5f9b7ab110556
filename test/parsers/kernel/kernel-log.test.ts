import { describe, expect, test } from 'vitest';
import { readPaste } from '../../../src/parsers/recognise.ts';

const read = (text: string) =>
  readPaste(text, 'dmesg.txt').found.flatMap(({ output }) => output.kernel?.signatureDrops ?? []);

describe('what the kernel drops for its signature', () => {
  // The words of net/ipv4/tcp.c, tcp_ipv4.c, tcp_ipv6.c and tcp_ao.c of Linux 2.6.30 to 6.10.
  test.each([
    [
      '[ 1499.654001] TCP: MD5 Hash failed for (192.168.189.3, 64698)->(192.168.189.184, 179)',
      'md5',
      'differs',
      '192.168.189.3',
      64698,
    ],
    [
      '[Mon Jun  2 10:00:00 2025] TCP: MD5 Hash failed for (10.0.0.1, 179)->(10.0.0.2, 40000) L3 index 0',
      'md5',
      'differs',
      '10.0.0.1',
      179,
    ],
    ['TCP: MD5 Hash mismatch for [fd00::1]:40000->[fd00::2]:179 L3 index 0', 'md5', 'differs', 'fd00::1', 40000],
    ['kernel: MD5 Hash mismatch for (fe80::1, 179)->(fe80::2, 40000)', 'md5', 'differs', 'fe80::1', 179],
    [
      'Jun  2 03:27:00 tor-1 kernel: TCP: Unexpected MD5 Hash found for 10.0.0.1.31986-->10.0.0.2.179 [S] ',
      'md5',
      'unexpected',
      '10.0.0.1',
      31986,
    ],
    ['TCP: MD5 Hash not found for 10.0.0.1.31986->10.0.0.2.179 [S] L3 index 0', 'md5', 'missing', '10.0.0.1', 31986],
    ['TCP: MD5 Hash not found for [fd00::1].31986->[fd00::2].179 [S] L3 index 0', 'md5', 'missing', 'fd00::1', 31986],
    [
      'TCP: AO hash is required, but not found for 10.0.0.1.31986->10.0.0.2.179 [S] L3 index 0',
      'ao',
      'missing',
      '10.0.0.1',
      31986,
    ],
    ['TCP: AO hash mismatch for 10.0.0.1.31986->10.0.0.2.179 [S] L3index: 0', 'ao', 'differs', '10.0.0.1', 31986],
    [
      'TCP: Requested by the peer AO key id not found for 10.0.0.1.31986->10.0.0.2.179 [S] L3index: 0',
      'ao',
      'unexpected',
      '10.0.0.1',
      31986,
    ],
  ])('%s', (text, option, fault, from, fromPort) => {
    expect(read(`# node: worker-1\n[    0.1] Linux version 6.8\n${text}`)).toMatchObject([
      { option, fault, from, fromPort, at: { source: 'dmesg.txt', line: 3, text: text.trim() } },
    ]);
  });

  test.each([
    'TCP: MD5 Hash failed for (10.0.0.1, 179)->(10.0.0.2, 40000) tcp_v4_calc_md5_hash failed L3 index 0',
    'TCP: MD5 Hash failed for (nobody, 179)->(10.0.0.2, 40000)',
    'TCP: MD5 Hash failed for ',
    'MD5 hash not found for file.iso',
  ])('nothing of: %s', (text) => {
    expect(read(text)).toEqual([]);
  });
});
