import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createTcpSampler } from '../../src/evidence/tcp-series.ts';
import type { SessionView } from '../../src/evidence/ends/view.ts';
import type { BgpSession } from '../../src/model/bgp-session.ts';
import type { TcpSeries } from '../../src/model/tcp-series.ts';
import { readCaptures } from '../arbitraries/evidence-of.ts';
import { type Packet, writePcap } from '../arbitraries/packet.ts';
import { ANSWER, comeUp, KEEPALIVE, OPEN } from '../arbitraries/speech.ts';
import { createStory, NODE } from '../arbitraries/story.ts';
import { captureBoth, readNamed } from './ends/two-ends.ts';

function sample(
  sessions: readonly BgpSession[],
  views: readonly SessionView[],
  captures: readonly Uint8Array[],
): readonly (TcpSeries | null)[] {
  const sampler = createTcpSampler(sessions, views);
  for (const [index, capture] of captures.entries()) {
    const { push, end } = sampler.open(`${index + 1}.pcap`);
    for (let at = 0; at < capture.length; at += 1000) push(capture.subarray(at, at + 1000));
    end();
  }
  return sampler.finish();
}

function seriesOf(...captures: readonly Uint8Array[]): TcpSeries {
  const { evidence, views } = readCaptures(captures);
  const [series, ...others] = sample(evidence.sessions ?? [], views, captures);
  if (series === undefined || series === null || others.length > 0) throw new Error('one session expected');
  return series;
}

const ofStory = (packets: readonly Packet[]): TcpSeries => seriesOf(writePcap(packets));
const fixture = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url))));
const longest = (points: TcpSeries['waits']['local']): number => Math.max(...points.map(([, value]) => value));
const least = (points: TcpSeries['waits']['local']): number => Math.min(...points.map(([, value]) => value));

test('how long each side waited for an ACK, from its SYN on, and where in time', () => {
  const { dial, packets, wait } = createStory();
  const { client, server, handshake } = dial();
  handshake();
  client.says(OPEN);
  server.says(ANSWER);
  wait(1);
  client.says(KEEPALIVE);
  wait(0.5);
  server.ack();
  wait(8);
  server.says(KEEPALIVE);
  client.ack();
  const { waits, bins } = ofStory(packets);
  expect(waits.local).toEqual([
    [0, 0.001],
    [expect.any(Number), 0.501],
  ]);
  expect(waits.local[1]?.[0]).toBe(Math.floor((1.507 / 9.51) * bins));
  expect(longest(waits.remote)).toBeCloseTo(1.001, 3);
});

test('what was sent again is counted and not timed, a copy of `-i any` is neither', () => {
  const { dial, packets, wait, copy } = createStory();
  const { client, server, handshake } = dial();
  handshake();
  client.says(OPEN);
  copy({ interfaceIndex: 3 });
  wait(0.2);
  server.says(ANSWER);
  client.says(KEEPALIVE);
  wait(3);
  client.again();
  wait(3);
  server.says(KEEPALIVE);
  const { waits, repeats } = ofStory(packets);
  expect(longest(waits.local)).toBeCloseTo(0.201, 2);
  expect([repeats.local.map(([, value]) => value), repeats.remote]).toEqual([[1], []]);
});

test('windows: none is taken for scaled without both SYNs, but none at all is none', () => {
  const story = createStory();
  const { client, server } = story.dial();
  client.says(KEEPALIVE);
  server.says(KEEPALIVE);
  story.wait(1);
  server.window(0);
  server.ack();
  story.wait(1);
  client.says(KEEPALIVE);
  const { windows } = ofStory(story.packets);
  expect(windows.local).toEqual([]);
  expect(windows.remote.map(([, value]) => value)).toEqual([0]);
});

/** `tcp.window_size`, and `tcp.analysis.ack_rtt` of frames before anything was sent again. */
test('a real capture: tshark has the same figures', () => {
  const { windows, waits } = seriesOf(fixture('session/zero-window.pcap'));
  expect([least(windows.local), longest(windows.local)]).toEqual([64_240, 64_512]);
  expect(least(windows.remote)).toBe(0);
  expect([longest(waits.local), longest(waits.remote)]).toEqual([0.000_239, 0.040_862]);
});

test('a port used again is another connection', () => {
  const { dial, packets, wait } = createStory();
  const first = dial({ clientPort: 41_000, sequences: [4_000_000_000, 10] });
  comeUp(first);
  first.client.rst();
  wait(10);
  const second = dial({ clientPort: 41_000, sequences: [5, 20] });
  second.handshake();
  wait(0.3);
  second.client.says(OPEN);
  wait(0.4);
  second.server.says(ANSWER);
  expect(longest(ofStory(packets).waits.local)).toBeCloseTo(0.401, 3);
});

test('of very many sessions those in trouble are looked at', () => {
  const capture = writePcap([]);
  const { dial, packets } = createStory();
  comeUp(dial());
  const [session] = readCaptures([writePcap(packets)]).evidence.sessions ?? [];
  if (session === undefined) throw new Error('no session');
  const many = Array.from({ length: 150 }, (_, index) => ({
    ...session,
    state: index === 149 ? ('failed' as const) : ('established' as const),
  }));
  const series = sample(many, [], [capture]);
  expect(series).toHaveLength(150);
  expect(series.filter((one) => one !== null)).toHaveLength(100);
  expect(series[149]).not.toBeNull();
});

test('of a session that both ends captured each side as its own capture has it, by one clock', () => {
  const { dial, packets, wait } = createStory();
  const { client, server, handshake } = dial({ sequences: [1_000_000, 2_000_000] });
  handshake();
  client.says(OPEN);
  server.says(ANSWER);
  wait(8);
  client.says(KEEPALIVE);
  server.ack();
  const captures = captureBoth(packets, { ahead: 100, translate: behindNat });
  const { evidence, views } = readNamed(captures.map((capture, index) => [`${index + 1}.pcap`, capture] as const));
  const [series, ...others] = sample(evidence.sessions ?? [], views, captures);
  if (series === undefined || series === null || others.length > 0) throw new Error('one session expected');
  const { waits, windows } = series;
  expect(least(waits.local)).toBeCloseTo(0.0014, 4);
  expect(least(waits.remote)).toBeCloseTo(0.0014, 4);
  expect(windows.remote.length).toBeGreaterThan(1);
});

/** The router knows the node by another address. */
const behindNat = (packet: Packet): Packet => ({
  ...packet,
  ...(packet.source === NODE && { source: '192.168.77.7' }),
  ...(packet.destination === NODE && { destination: '192.168.77.7' }),
});
