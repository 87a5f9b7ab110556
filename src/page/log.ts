/** The messages of the page: where each begins, and what it says once somebody asks. */
import { type TraceNode, tile } from '../bytes/trace.ts';
import { decodeMessage } from '../decoders/bgp/decode-message.ts';
import { attributeField, messageFields } from '../decoders/bgp/describe/fields.ts';
import { typeField } from '../decoders/bgp/header.ts';
import { type BgpMessage, MessageType } from '../decoders/bgp/message.ts';
import { AttributeType } from '../decoders/bgp/registry/attributes.ts';
import { inferredSummary, messageDetails } from '../decoders/bgp/summary.ts';
import type { Field } from '../model/field.ts';
import { toIso } from '../model/timestamp.ts';
import { captureNames } from './capture-names.ts';
import type { PageData } from '../reporters/html/extras.ts';
import { type Flow, type LogContext, RECORD_HEADER, RecordFlag } from '../reporters/html/message-log.ts';

export interface MessageIndex {
  readonly count: number;
  readonly flows: readonly Flow[];
  /** What the capture of a message is called; null where there is but one. */
  captureOf(index: number): string | null;
  /** Seconds since the epoch. */
  readonly seconds: Float64Array;
  readonly frames: Uint32Array;
  readonly types: Uint8Array;
  /** Index into `flows`. */
  readonly flowOf: Uint16Array;
  timeOf(index: number): string;
  /** In one line, without its type. */
  summaryOf(index: number): string;
  /** The same, and what that line has no room for. */
  textOf(index: number): string;
  isBroken(index: number): boolean;
  read(index: number): ReadMessage;
}

export interface ReadMessage {
  readonly message: BgpMessage;
  readonly octets: Uint8Array;
  readonly fields: readonly Field[];
  /** Its leaves tile the octets. */
  readonly tree: readonly TraceNode[];
}

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(MessageType).map(([name, code]) => [code, name.replace('_', '-')]),
);
export const typeName = (code: number): string => NAMES.get(code) ?? 'UNKNOWN';

export async function openLog(log: PageData['log']): Promise<MessageIndex | null> {
  if (log === null) return null;
  const packed = fromBase64(log.octets);
  return indexOf(log.deflated ? await inflate(packed) : packed, log);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const octets = new Uint8Array(binary.length);
  for (let at = 0; at < octets.length; at += 1) octets[at] = binary.charCodeAt(at);
  return octets;
}

async function inflate(octets: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function indexOf(octets: Uint8Array, { count, flows, contexts }: NonNullable<PageData['log']>): MessageIndex {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const starts = new Uint32Array(count);
  const seconds = new Float64Array(count);
  const frames = new Uint32Array(count);
  const types = new Uint8Array(count);
  const flowOf = new Uint16Array(count);
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    starts[index] = at;
    frames[index] = view.getUint32(at);
    seconds[index] = view.getFloat64(at + 4) + view.getUint32(at + 12) / 1e9;
    flowOf[index] = view.getUint16(at + 16);
    const length = view.getUint16(at + 22);
    types[index] = typeField(octets.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length));
    at += RECORD_HEADER + length;
  }
  const readAs: readonly LogContext[] = contexts.map(({ fourOctetAs, addPath }) => ({
    fourOctetAs,
    addPath: new Set(addPath),
  }));
  const startOf = (index: number): number => starts[index] ?? 0;
  const hasFlag = (index: number, flag: number): boolean => (view.getUint8(startOf(index) + 21) & flag) !== 0;
  const contextOf = (index: number): LogContext =>
    readAs[view.getUint16(startOf(index) + 18)] ?? { fourOctetAs: true, addPath: new Set() };

  function octetsOf(index: number): Uint8Array {
    const start = startOf(index) + RECORD_HEADER;
    return octets.subarray(start, start + view.getUint16(start - 2));
  }

  function lineOf(index: number, message: BgpMessage): string {
    return [messageDetails(message), ...remarks(index, message)].filter((part) => part !== '').join(', ');
  }

  function remarks(index: number, message: BgpMessage): string[] {
    return [
      ...(message.type === 'UPDATE' && hasFlag(index, RecordFlag.GUESSED) ? [inferredSummary(contextOf(index))] : []),
      ...(hasFlag(index, RecordFlag.LOST) ? ['after octets that the capture lacks or that are no message'] : []),
    ];
  }

  const captures = captureNames(flows.map(({ file }) => file));

  return {
    count,
    flows,
    captureOf: (index) => captures?.get(flows[flowOf[index] ?? 0]?.file ?? '') ?? null,
    seconds,
    frames,
    types,
    flowOf,
    timeOf: (index) => {
      const start = startOf(index);
      const stamp = { seconds: view.getFloat64(start + 4), nanoseconds: view.getUint32(start + 12) };
      return toIso({ ...stamp, digits: view.getUint8(start + 20) });
    },
    summaryOf: (index) => lineOf(index, decodeMessage(octetsOf(index), contextOf(index))),
    textOf: (index) => {
      const message = decodeMessage(octetsOf(index), contextOf(index));
      const line = lineOf(index, message);
      return [line, ...unsaid(message, line).map(({ text }) => text)].join(' ');
    },
    isBroken: (index) => decodeMessage(octetsOf(index), contextOf(index)).fault !== null,
    read: (index) => {
      const own = octetsOf(index);
      const trace: TraceNode[] = [];
      const message = decodeMessage(own, contextOf(index), trace);
      const notes = remarks(index, message).map((text) => ({ name: 'note', text }));
      return { message, octets: own, fields: [...messageFields(message), ...notes], tree: tile(trace, 0, own.length) };
    },
  };
}

/** Attributes of which `messageDetails` tells. */
const TOLD: ReadonlySet<number> = new Set([
  AttributeType.AS_PATH,
  AttributeType.NEXT_HOP,
  AttributeType.MULTI_EXIT_DISC,
  AttributeType.LOCAL_PREF,
  AttributeType.COMMUNITIES,
  AttributeType.MP_REACH_NLRI,
  AttributeType.MP_UNREACH_NLRI,
  AttributeType.EXTENDED_COMMUNITIES,
  AttributeType.LARGE_COMMUNITY,
]);

/** Fields that a line does not tell of. Of long lists it has the first few: then all of them. */
function unsaid(message: BgpMessage, line: string): readonly Field[] {
  if (message.type !== 'UPDATE' || / more\b|…/.test(line)) return messageFields(message);
  return message.update.attributes.filter(({ type }) => !TOLD.has(type)).map(attributeField);
}
