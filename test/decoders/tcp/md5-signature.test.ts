import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCaptureReader } from '../../../src/decoders/capture/reader.ts';
import { createDissector } from '../../../src/decoders/dissect.ts';
import { type Dissected, PacketKind, TcpFlag } from '../../../src/decoders/dissected.ts';
import { createSignatureVerifier, type Md5 } from '../../../src/decoders/tcp/md5-signature.ts';
import type { Octets } from '../../net/encode.ts';
import { ipv4 } from '../ip/encode.ts';
import { captured, ethernet } from '../link/encode.ts';
import { tcp } from './encode.ts';

const md5: Md5 = (octets) => createHash('md5').update(octets).digest();
const key = (text: string): Uint8Array => new TextEncoder().encode(text);

/** By sender, what the SYNs of a capture say: the kernel of the lab made their digests. */
function signatures(fixture: string, ...keys: readonly string[]): Record<string, (string | null)[]> {
  const dissector = createDissector(createSignatureVerifier(keys.map(key), md5));
  const seen = new Map<string, Set<Dissected['signature']>>();
  const reader = createCaptureReader((packet) => {
    const { kind, flags, bytes, sourceAt, addressLength, signature } = dissector.dissect(packet);
    if (kind !== PacketKind.Tcp || (flags & TcpFlag.SYN) === 0) return;
    const last = String(bytes[sourceAt + addressLength - 1]);
    seen.set(last, (seen.get(last) ?? new Set()).add(signature));
  });
  reader.push(readFileSync(new URL(`../../../fixtures/tcp/${fixture}.pcap`, import.meta.url)));
  return Object.fromEntries([...seen].map(([sender, found]) => [sender, [...found]]));
}

describe('a key that a daemon had', () => {
  test.each(['md5-other-key', 'md5-other-key-gobgp', 'md5-other-key-ipv6'])('%s', (fixture) => {
    const node = fixture.endsWith('ipv6') ? '17' : '11';
    expect(signatures(fixture, 'correct-horse')).toEqual({ [node]: ['fits'], 1: ['differs'] });
    expect(signatures(fixture, 'battery-staple')).toEqual({ [node]: ['differs'], 1: ['fits'] });
    expect(signatures(fixture, 'correct-horse', 'battery-staple')).toEqual({ [node]: ['fits'], 1: ['fits'] });
    expect(signatures(fixture, 'correct-horses')).toEqual({ [node]: ['differs'], 1: ['differs'] });
  });

  test('of one side only', () => {
    expect(signatures('md5-node-only', 'correct-horse')).toEqual({ 11: ['fits'], 1: [null] });
  });
});

describe('nothing is said of', () => {
  const digest = Array.from({ length: 16 }, () => 0xaa);
  const verify = createSignatureVerifier([key('k')], md5);
  const judge = (options: Octets, flags: number) =>
    createDissector(verify).dissect(captured(ethernet(0x0800, ipv4(6, tcp([1, 2, 3, 4], { options, flags })))))
      .signature;

  test.each<[string, Octets, number]>([
    ['a segment without the option', [1, 1, 1, 1], TcpFlag.SYN],
    ['TCP-AO', [29, 16, 1, 2, ...digest.slice(4)], TcpFlag.SYN],
    ['an option of another length', [19, 10, ...digest.slice(8), 1, 1], TcpFlag.SYN],
    ['a segment that is no SYN', [1, 1, 19, 18, ...digest], TcpFlag.ACK],
  ])('%s', (_, options, flags) => expect(judge(options, flags)).toBeNull());

  test('and a digest of other octets differs', () => {
    expect(judge([1, 1, 19, 18, ...digest], TcpFlag.SYN)).toBe('differs');
  });
});
