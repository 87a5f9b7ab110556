import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { oneViewEach } from '../../src/evidence/both-ends.ts';
import { createCaptureAnalysis } from '../../src/index.ts';
import type { BgpSession } from '../../src/model/bgp-session.ts';
import { FAILED } from '../cli/fake-io.ts';

const HEADER = 24;
const RECORD = 16;
const PACKET_TYPE = 10; // of LINUX_SLL2
const OUTGOING = 4;

/** The capture of one end as the other end's host has it: what came in went out. */
function fromTheOtherEnd(capture: Uint8Array, seconds = 0): Uint8Array {
  const bytes = capture.slice();
  const view = new DataView(bytes.buffer);
  for (let at = HEADER; at < bytes.length; at += RECORD + view.getUint32(at + 8, true)) {
    view.setUint32(at, view.getUint32(at, true) + seconds, true);
    const type = at + RECORD + PACKET_TYPE;
    bytes[type] = bytes[type] === OUTGOING ? 0 : OUTGOING;
  }
  return bytes;
}

function sessionOf(name: string, capture: Uint8Array): BgpSession {
  const analysis = createCaptureAnalysis();
  const input = analysis.open(name);
  input.push(capture);
  input.end(capture.length);
  const [session] = analysis.finish().evidence.sessions ?? [];
  if (session === undefined) throw new Error('no session');
  return session;
}

const CAPTURE = new Uint8Array(readFileSync(FAILED));
const whole = sessionOf('captures/worker-1.pcap', CAPTURE);

/** Half a kilobyte less of it. */
const part = (seconds = 0): BgpSession =>
  sessionOf('captures/tor-1.pcap', fromTheOtherEnd(CAPTURE, seconds).subarray(0, CAPTURE.length - 500));

test('of two views of one session the fuller one stays', () => {
  expect(part()).toMatchObject({ local: whole.remote, remote: whole.local });
  expect(oneViewEach([whole, part()])).toEqual([whole]);
  expect(oneViewEach([part(), whole])).toEqual([whole]);
});

test('views of different times are different stories', () => {
  expect(oneViewEach([whole, part(3600)])).toHaveLength(2);
});

test('views that differ in what became of it both stay', () => {
  const established: BgpSession = { ...part(), state: 'established' };
  expect(oneViewEach([whole, established])).toEqual([whole, established]);
});

test('without the marks of a host nobody knows whose view it is', () => {
  const inferred: BgpSession = { ...part(), localInferred: true };
  expect(oneViewEach([whole, inferred])).toEqual([whole, inferred]);
});
