/**
 * `JSON.stringify(messageToJson(message))`, letter by letter, but faster for what a table is made of: UPDATEs whose attributes
 * are numbers, texts, lists of texts and paths. All else is left to JSON.stringify.
 */
import { isPath } from './describe/attribute.ts';
import type { AsPathSegment, BgpMessage, Nlri, PathAttribute } from './message.ts';
import { attributeName, AttributeType } from './registry/attributes.ts';
import { messageToJson } from './to-json.ts';

export function messageToJsonText(message: BgpMessage): string {
  if (message.type !== 'UPDATE' || message.fault !== null) return JSON.stringify(messageToJson(message));
  const { withdrawn, nlri, attributes, endOfRib, asPath, aggregator } = message.update;
  const hasMore = endOfRib !== undefined || asPath !== undefined || aggregator !== undefined;
  if (hasMore) return JSON.stringify(messageToJson(message));
  return `{"type":"UPDATE","length":${message.length},"update":{"withdrawn":${nlriText(withdrawn)},"nlri":${nlriText(nlri)},"attributes":${attributesText(attributes)}}}`;
}

function nlriText(all: readonly Nlri[]): string {
  let text = '[';
  for (const nlri of all) {
    const { prefix, pathId } = nlri;
    text += `${text === '[' ? '' : ','}{"prefix":"${prefix}"${pathId === undefined ? '' : `,"pathId":${pathId}`}}`;
  }
  return `${text}]`;
}

function attributesText(all: readonly PathAttribute[]): string {
  let text = '[';
  for (const attribute of all) text += (text === '[' ? '' : ',') + attributeText(attribute);
  return `${text}]`;
}

function attributeText(attribute: PathAttribute): string {
  const { type, flags, value } = attribute;
  if ('names' in attribute) return JSON.stringify(attribute);
  return `{"type":${type},"name":${NAMES[type]},"flags":${flags},"value":${valueText(type, value)}}`;
}

const NAMES = Array.from({ length: 256 }, (_, type) => JSON.stringify(attributeName(type)));

function valueText(type: number, value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quote(value);
  if (type === AttributeType.AS_PATH && isPath(value)) return pathText(value);
  return JSON.stringify(value);
}

function pathText(segments: readonly AsPathSegment[]): string {
  let text = '[';
  for (const { type, asns } of segments) {
    text += `${text === '[' ? '' : ','}{"type":"${type}","asns":[${asns.join(',')}]}`;
  }
  return `${text}]`;
}

/** Most are plain. */
const quote = (text: string): string => (/^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : JSON.stringify(text));
