import type { Manifest, ManifestEntry, ManifestNode, ManifestSpeaker } from '../model/bundle.ts';
import type { Incomplete } from '../model/report.ts';
import { isFields, listOf, numberOf, textOf, type Fields } from '../parsers/fields.ts';
import { isSafePath } from './path.ts';

const SCHEMA = 'k8sdoctor/bundle/v1';
const MOST_ARTIFACTS = 200_000;

/**
 * Takes in what a stranger may have written: unknown fields are left out, wrong ones refuse the whole.
 * @throws RangeError that says which field, and why
 */
export function parseManifest(text: string): Manifest {
  const value = parseJson(text);
  if (!isFields(value)) throw new RangeError('it is no object');
  if (value['schema'] !== SCHEMA)
    throw new RangeError(`schema: it is ${JSON.stringify(value['schema'])}, not ${SCHEMA}`);
  const artifacts = listOf(value['artifacts']);
  if (artifacts.length > MOST_ARTIFACTS) throw new RangeError(`artifacts: more than ${MOST_ARTIFACTS}`);
  const tool = fieldsAt(value, 'tool');
  const asked = fieldsAt(value, 'asked');
  const entries = artifacts.map(toEntry);
  refuseRepeated(entries);
  return {
    schema: SCHEMA,
    tool: { name: textOf(tool['name']) ?? 'unknown', version: textOf(tool['version']) ?? 'unknown' },
    startedAt: timeAt(value, 'startedAt'),
    finishedAt: timeAt(value, 'finishedAt'),
    asked: {
      command: textOf(asked['command']) ?? 'collect',
      durationSeconds: numberOf(asked['durationSeconds']),
      maxBytes: numberOf(asked['maxBytes']),
    },
    interrupted: value['interrupted'] === true,
    nodes: listOf(value['nodes']).flatMap((node) => (isFields(node) ? [toNode(node)] : [])),
    artifacts: entries,
    incomplete: listOf(value['incomplete']).flatMap((gap) => (isFields(gap) ? [toIncomplete(gap)] : [])),
    removed: listOf(value['removed']).flatMap((each) => (isFields(each) ? [toRemoved(each)] : [])),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError('it is no JSON');
  }
}

function fieldsAt(value: Fields, key: string): Fields {
  const found = value[key];
  if (isFields(found)) return found;
  throw new RangeError(`${key}: it is no object`);
}

function timeAt(value: Fields, key: string): string {
  const text = textOf(value[key]);
  if (text !== null && !Number.isNaN(Date.parse(text))) return text;
  throw new RangeError(`${key}: it is no time`);
}

function toEntry(value: unknown, index: number): ManifestEntry {
  const at = `artifacts[${index}]`;
  if (!isFields(value)) throw new RangeError(`${at}: it is no object`);
  const path = textOf(value['path']) ?? '';
  if (!isSafePath(path)) throw new RangeError(`${at}.path: ${JSON.stringify(path)} is not a path inside the bundle`);
  const { status, topics } = value;
  if (status !== 'collected' && status !== 'failed') throw new RangeError(`${at}.status: it is no collected or failed`);
  const bytes = numberOf(value['bytes']);
  if (status === 'collected' && (bytes === null || !Number.isSafeInteger(bytes) || bytes < 0))
    throw new RangeError(`${at}.bytes: it is no size`);
  return {
    path,
    kind: value['kind'] === 'capture' ? 'capture' : 'output',
    node: textOf(value['node']),
    speaker: textOf(value['speaker']),
    pod: textOf(value['pod']),
    command: textsOf(value['command']),
    status,
    exitCode: numberOf(value['exitCode']),
    reason: textOf(value['reason']),
    bytes,
    sha256: textOf(value['sha256']),
    topics: Array.isArray(topics) ? textsOf(topics) : null,
    essential: value['essential'] === true,
  };
}

function refuseRepeated(entries: readonly ManifestEntry[]): void {
  const files = new Set<string>();
  for (const { path, status } of entries) {
    if (status === 'failed') continue;
    if (files.has(path)) throw new RangeError(`artifacts: ${path} stands there twice`);
    files.add(path);
  }
}

function toSpeaker(fields: Fields): ManifestSpeaker {
  const version = textOf(fields['version']);
  return {
    speaker: textOf(fields['speaker']) ?? 'unknown',
    pod: textOf(fields['pod']),
    transport: textOf(fields['transport']) ?? '',
    ...(version !== null && { version }),
  };
}

function toNode(node: Fields): ManifestNode {
  return {
    name: textOf(node['name']) ?? 'unknown',
    transport: textOf(node['transport']),
    speakers: listOf(node['speakers']).filter(isFields).map(toSpeaker),
    ports: listOf(node['ports']).flatMap((port) => numberOf(port) ?? []),
    peers: textsOf(node['peers']),
  };
}

function toIncomplete(gap: Fields): Incomplete {
  return {
    source: textOf(gap['source']),
    what: textOf(gap['what']) ?? 'unknown',
    why: textOf(gap['why']) ?? 'unknown',
  };
}

const toRemoved = (each: Fields) => ({
  path: textOf(each['path']) ?? 'unknown',
  kind: textOf(each['kind']) ?? 'unknown',
  line: numberOf(each['line']) ?? 0,
});

const textsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((each): each is string => typeof each === 'string');
