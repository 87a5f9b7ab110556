import { readFileSync } from 'node:fs';
import type { PeerStatus } from '../../../src/model/peer-status.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';

export const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/outputs/status/${name}`, import.meta.url), 'utf8');

export const peersOf = (text: string): readonly PeerStatus[] =>
  readPaste(text, 'paste').found.flatMap(({ output }) => output.peers ?? []);

/** `10.7.1.2 65001 Established 0/6`: peer, AS, state, prefixes in and out of the first family. */
export function row({ peer, state, established, prefixes: [first] }: PeerStatus): string {
  const up = established === null ? 'unknown' : established ? 'up' : 'down';
  return [
    peer.address ?? peer.name,
    peer.as ?? '-',
    state ?? up,
    `${count(first?.received ?? first?.accepted)}/${count(first?.advertised)}`,
  ].join(' ');
}

export const rows = (text: string): readonly string[] => peersOf(text).map(row);

const count = (value: number | null | undefined): string => String(value ?? '-');
