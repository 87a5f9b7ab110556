/** Who is named in the outputs of a bundle: by their commands, by resources of Kubernetes, by configurations. */
import type { Manifest } from '../model/bundle.ts';
import { parseAddress } from '../net/parse.ts';
import { isFields, listOf, textOf } from '../parsers/fields.ts';
import { readPaste } from '../parsers/recognise.ts';
import type { NameKind, Names } from './names.ts';
import type { Numbers } from './numbers.ts';
import type { StandIns } from './stand-ins.ts';

/** Before the first of them is redacted, all are looked at. */
export function collectFromOutput(text: string, { names, numbers }: StandIns): void {
  for (const { output } of readPaste(text, '').found) {
    for (const { speaker, peer } of output.peers ?? []) {
      for (const { as } of [speaker, peer]) if (as !== null) numbers.note(as);
      add(names, 'node', speaker.node);
      add(names, 'peer', peer.name);
    }
  }
  noteAsNumbers(text, numbers);
  for (const [kind, pattern] of NAMED) for (const [, name = null] of text.matchAll(pattern)) add(names, kind, name);
  for (const resource of resourcesOf(text)) addResource(resource, names);
}

/** Nodes and pods by the list of what was asked of them. */
export function collectFromManifest({ nodes, artifacts }: Manifest, { names }: StandIns): void {
  for (const { name } of nodes) add(names, 'node', name);
  for (const { node } of artifacts) add(names, 'node', node);
  const pods = [...nodes.flatMap(({ speakers }) => speakers), ...artifacts].flatMap(({ pod }) => pod ?? []);
  for (const pod of pods) {
    const [namespace = null, name = null] = pod.split('/');
    add(names, 'namespace', namespace);
    add(names, 'pod', name);
  }
}

const AS =
  /(?<![A-Za-z])(?:router bgp |[A-Za-z_.-]{0,24}as(?:ns?|number)?["']?\s{0,3}[:= ]\s{0,3}["']?|AS)(\d{4,10})(?!\d)/gi;

function noteAsNumbers(text: string, numbers: Numbers): void {
  for (const [, digits] of text.matchAll(AS)) numbers.note(Number(digits));
}

/** In configurations and in outputs, of YAML too. */
const NAMED: readonly (readonly [NameKind, RegExp])[] = [
  ['node', /(?:nodeName|NODENAME|NODE_NAME)["']?\s*[:=]\s*["']?([A-Za-z0-9][\w.-]{0,252})/g],
  ['host', /^[ \t]*(?:hostname|set system host-name|host-name)\s+([A-Za-z0-9][\w.-]{0,252})/gm],
  ['host', /["']?(?:hostname|kubernetes\.io\/hostname)["']?\s*[:=]\s*["']?([A-Za-z0-9][\w.-]{0,252})/gi],
  ['domain', /^[ \t]*(?:domainname|ip domain[- ]name|domain-name)\s+([A-Za-z0-9][\w.-]{0,252})/gm],
  ['peer', /^[ \t]*(?:neighbor \S{1,100} )?description\s+["']?(\S[^"'\n;]{0,200}?)["']?;?\s*$/gm],
  ['peer', /"(?:nbrDesc|description|desc)"\s*:\s*"([^"\\]{1,200})"/g],
  ['namespace', /^[ \t]*namespace:[ \t]*["']?([a-z0-9][a-z0-9-]{0,62})["']?\s*$/gm],
];

function add(names: Names, kind: NameKind, name: string | null): void {
  if (name !== null && parseAddress(name) === null && !/^(?:Mesh|Node|Global)_[\d_a-f]+$/.test(name))
    names.add(kind, name);
}

interface Resource {
  readonly kind: string | null;
  readonly name: string | null;
  readonly namespace: string | null;
}

/** Of JSON: a resource, or a list of them. */
function resourcesOf(text: string): readonly Resource[] {
  if (!text.trimStart().startsWith('{')) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isFields(value)) return [];
  const listKind = textOf(value['kind'])?.replace(/List$/, '') ?? null;
  return [value, ...listOf(value['items'])].flatMap((each) => {
    if (!isFields(each) || !isFields(each['metadata'])) return [];
    const { name, namespace } = each['metadata'];
    return [{ kind: textOf(each['kind']) ?? listKind, name: textOf(name), namespace: textOf(namespace) }];
  });
}

const KINDS: Readonly<Record<string, NameKind>> = { Node: 'node', Pod: 'pod', Namespace: 'namespace' };

function addResource({ kind, name, namespace }: Resource, names: Names): void {
  add(names, 'namespace', namespace);
  add(names, KINDS[kind ?? ''] ?? 'resource', name);
}
