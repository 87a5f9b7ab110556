import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { writePcap } from '../arbitraries/packet.ts';
import { createStory } from '../arbitraries/story.ts';
import { capability, message, open, parameter, prefix, update } from '../decoders/bgp/encode.ts';
import { fakeIo, HEALTHY, run } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-decode-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KEEPALIVE = message(4);
const text = (words: string): number[] => [...new TextEncoder().encode(words)];

/** A capture of what one end says, a segment each. */
function capture(...segments: readonly Uint8Array[]): string {
  const { dial, packets } = createStory();
  const dialogue = dial();
  dialogue.handshake();
  for (const segment of segments) dialogue.client.says(segment);
  const file = join(folder, 'capture.pcap');
  writeFileSync(file, writePcap(packets));
  return file;
}

test('-v: a field a line below the message', async () => {
  const { out } = await run(['decode', HEALTHY, '--type', 'open', '-v']);
  expect(out.split('\n\n')[0]).toMatch(
    /^\d+ .* OPEN AS \d+, .*\n {4}length +\d+ octets\n {4}version +4\n {4}AS +\d+\n {4}hold time +\d+ s\n {4}identifier +[\d.]+\n {4}capability +\d+ /,
  );
});

test('-vv: its octets too', async () => {
  const { out } = await run(['decode', HEALTHY, '--type', 'keepalive', '-vv']);
  expect(out).toMatch(/\n {4} 0 {2}16 {2}marker +(?:ff ?)+\n(?: +(?:ff ?)+\n)*/);
  expect(out).toMatch(/\n {4}18 {2} 1 {2}type +4 KEEPALIVE +04\n/);
});

test('--color', async () => {
  const { out } = await run(['decode', HEALTHY, '--type', 'open', '--color']);
  expect(out).toContain('\u001B[32mOPEN\u001B[39m');
});

test('octets in which no message was found are counted where the next one is', async () => {
  const file = capture(KEEPALIVE, Uint8Array.from(Array<number>(40).fill(9)), KEEPALIVE, KEEPALIVE);
  const { out } = await run(['decode', file, '--format', 'jsonl']);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  expect(lines.map(({ type, skipped, error }) => [type, skipped, error !== undefined])).toEqual([
    ['KEEPALIVE', undefined, false],
    ['UNKNOWN', undefined, true],
    ['KEEPALIVE', 40, false],
    ['KEEPALIVE', undefined, false],
  ]);
  const { out: shown } = await run(['decode', file]);
  expect(shown).toContain('KEEPALIVE, after 40 octets in which no message was found\n');
});

test('what a peer chose moves no cursor, breaks no line and stays JSON', async () => {
  const name = text('a\u2028b\u001B[2Jc\nd');
  const hostname = capability(73, [name.length, ...name, 0]);
  const file = capture(open(parameter(2, hostname)));
  for (const options of [[], ['-v'], ['-vv']]) {
    // oxlint-disable-next-line no-await-in-loop -- one fake process at a time
    const { out } = await run(['decode', file, ...options]);
    expect(['\u2028', '\u001B'].filter((character) => out.includes(character))).toEqual([]);
  }
  const { out } = await run(['decode', file, '-v']);
  expect(out).toContain(String.raw`hostname a\u{2028}b\u{1b}[2Jc d`);
  const { out: json } = await run(['decode', file, '--format', 'jsonl']);
  expect(json.split('\n')).toHaveLength(2);
  expect(JSON.parse(json).open.capabilities[0].hostname).toBe('a\u2028b\u001B[2Jc\nd');
});

const routes = (...prefixes: readonly string[]): Uint8Array => update({ withdrawn: prefixes.flatMap(prefix) });

test('--prefix: the UPDATEs whose routes cover it', async () => {
  const file = capture(routes('10.0.0.0/8'), routes('10.1.0.0/16'), routes('172.16.0.0/12'));
  const { out } = await run(['decode', file, '--prefix', '10.1.2.3', '--match', 'covering']);
  expect(out.match(/withdraws [\d./]+/g)).toEqual(['withdraws 10.0.0.0/8', 'withdraws 10.1.0.0/16']);
});

test('an array that an interrupt ends is still one', async () => {
  const io = fakeIo();
  const running = main(['decode', '-', '--format', 'json'], io);
  io.stdin.write(writePcap(capturedKeepalives()));
  await expect.poll(io.out).toContain('KEEPALIVE');
  io.interrupt('SIGINT');
  io.stdin.end();
  expect(await running).toBe(130);
  expect(JSON.parse(io.out())).toHaveLength(2);
});

function capturedKeepalives() {
  const { dial, packets } = createStory();
  const { client, handshake } = dial();
  handshake();
  client.says(KEEPALIVE, KEEPALIVE);
  return packets;
}
