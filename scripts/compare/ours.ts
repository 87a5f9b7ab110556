/** Our reading of a capture, brought into the shape that is compared. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { BgpMessage } from '../../src/decoders/bgp/message.ts';
import { messageToJson } from '../../src/decoders/bgp/to-json.ts';
import { createBmpReader } from '../../src/decoders/bmp/reader.ts';
import type { RecordReader } from '../../src/decoders/records/cutter.ts';
import { createCaptureAnalysis } from '../../src/evidence/captures.ts';
import { decodingListener } from '../../src/sessions/messages.ts';
import type { Placed } from './align.ts';
import { keyed } from './fields/attributes.ts';
import type { Payload } from './theirs.ts';

export interface OurMessage extends Placed {
  readonly message: unknown;
}

export interface OurReading {
  readonly messages: readonly OurMessage[];
  /** TCP ports other than 179 that carry BGP. */
  readonly ports: ReadonlySet<number>;
}

const BGP_PORT = 179;
const GZIP = 0x1f8b;

const MARKER = Buffer.alloc(16, 0xff);

/** Null of a capture without a single marker (RFC 4271 §4.1), which has no message for either. */
export function readOurs(path: string): OurReading | null {
  const octets = inflated(readFileSync(path));
  if (!octets.includes(MARKER)) return null;
  const messages: OurMessage[] = [];
  const ports = new Set<number>();
  const analysis = createCaptureAnalysis({
    listener: decodingListener(({ stamp, source, destination, message }) => {
      const both = [source.port, destination.port];
      if (!both.includes(BGP_PORT)) ports.add(Math.min(...both));
      messages.push(toOurMessage(stamp.frame, message));
    }),
  });
  const input = analysis.open(path);
  input.push(octets);
  input.end(octets.length);
  analysis.finish();
  return { messages, ports };
}

function inflated(octets: Buffer): Buffer {
  return octets.length > 2 && octets.readUInt16BE() === GZIP ? gunzipSync(octets) : octets;
}

const toOurMessage = (frame: number, message: BgpMessage): OurMessage => ({
  frame,
  key: `${message.type} ${message.length}`,
  message: comparableOf(messageToJson(message)),
});

/** Of the streams of BMP that a capture holds. */
export function readOursInBmp(payloads: readonly Payload[]): readonly OurMessage[] {
  const messages: OurMessage[] = [];
  const readers = new Map<string, RecordReader>();
  let now = 0;
  for (const { frame, stream, octets } of payloads) {
    now = frame;
    const reader =
      readers.get(stream) ??
      createBmpReader(({ content }) => {
        if (content.kind === 'message') messages.push(toOurMessage(now, content.message));
      });
    readers.set(stream, reader);
    reader.push(octets);
  }
  return messages;
}

/** Names of numbers, and what is derived from values that are compared themselves. */
const DERIVED = /^(name|names|.*Name|family|rule|detail|error|as4Path|asPath|aggregator|endOfRib|inferred)$/;

/** Without what is derived, and with attributes by their type. */
function comparableOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparableOf);
  if (typeof value !== 'object' || value === null) return value;
  const isNamed = 'tunnelType' in value; // an encapsulation's value is the name of that type
  const entries = Object.entries(value).filter(([key]) => !DERIVED.test(key) && !(isNamed && key === 'value'));
  return Object.fromEntries(entries.flatMap(([key, inner]) => comparableEntry(key, inner)));
}

function comparableEntry(key: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (key === 'attributes' && Array.isArray(value)) return [[key, keyed(value.map(comparableAttribute))]];
  // The AS of an OPEN is that of its capability.
  if (key === 'open') return [[key, { ...Object(comparableOf(value)), as: undefined }]];
  return [[key, comparableOf(value)]];
}

function comparableAttribute(attribute: unknown): { readonly type: number; readonly [key: string]: unknown } {
  const fields = Object.fromEntries(Object.entries(Object(comparableOf(attribute))));
  return { ...fields, type: Number(fields['type']) };
}
