/** A report in which nothing is secret and nobody is named: the same stand-in for the same one, wherever it stands. */
import type { RedactionNote, Report } from '../model/report.ts';
import type { Capability } from '../model/session.ts';
import { parseAddress } from '../net/parse.ts';
import type { Names } from './names.ts';
import type { Numbers } from './numbers.ts';
import { replaceStrings } from './replace-strings.ts';
import { hidesAddresses, hidesNames, type Scope } from './scope.ts';
import { createKnownSecrets } from './secrets/known.ts';
import { mayHold, redactSecrets } from './secrets.ts';
import type { StandIns } from './stand-ins.ts';

/** Secrets alone: these go from every report, asked or not. */
export function withoutSecrets(report: Report): Report {
  const { redact, removed } = findSecrets(report);
  if (redact === undefined) return report;
  return { ...replaceStrings(report, redact), redaction: noteOf(report, removed) };
}

export function redactReport({ nodes: _, changes: __, ...report }: Report, standIns: StandIns): Report {
  const { scope, names, numbers } = standIns;
  const { redact: withoutSecret = itself, removed } = findSecrets(report);
  if (hidesNames(scope)) collectNames(report, names);
  if (hidesAddresses(scope)) noteAsNumbers(report, numbers);
  const redactText = (original: string): string => {
    const text = withoutSecret(original);
    return standIns.text(hidesNames(scope) ? withoutFreeText(text) : text);
  };
  // Most strings of a large report are the same few.
  const done = new Map<string, string>();
  const text = (original: string): string => {
    const known = done.get(original) ?? redactText(original);
    done.set(original, known);
    return known;
  };
  const redacted = replaceStrings(report, text, hidesAddresses(scope) ? numbers.as : undefined);
  const artifacts = redacted.artifacts.map((artifact) => ({
    ...artifact,
    path: hidesNames(scope) ? withoutHome(artifact.path) : artifact.path,
  }));
  return { ...redacted, artifacts, redaction: noteOf(report, removed, standIns) };
}

const itself = (text: string): string => text;

type Removed = RedactionNote['removed'];

/** `redact` is undefined where there is none. What one string gives away is removed from all. */
function findSecrets(report: Report): { readonly redact?: (text: string) => string; readonly removed: Removed } {
  const known = createKnownSecrets();
  const seen = new Set<string>();
  const removed: Record<string, number> = {};
  forEachString(report, (text) => {
    if ((known.size === 0 && !mayHold(text)) || seen.has(text)) return;
    seen.add(text);
    for (const { kind } of redactSecrets(text, known).log) removed[kind] = (removed[kind] ?? 0) + 1;
  });
  if (Object.keys(removed).length === 0) return { removed };
  return { redact: (text) => redactSecrets(text, known).text, removed };
}

/** A report that was redacted before keeps what was said of it. */
function noteOf({ redaction: before }: Report, removed: Removed, standIns?: StandIns): RedactionNote {
  const all: Record<string, number> = { ...before?.removed };
  for (const [kind, count] of Object.entries(removed)) all[kind] = (all[kind] ?? 0) + count;
  return {
    scope: widest(before?.scope ?? 'secrets', standIns?.scope ?? 'secrets'),
    removed: all,
    replaced: {
      addresses: standIns?.numbers.addresses.size ?? before?.replaced.addresses ?? 0,
      asNumbers: standIns?.numbers.asNumbers.size ?? before?.replaced.asNumbers ?? 0,
      names: standIns?.names.originals.size ?? before?.replaced.names ?? 0,
    },
  };
}

function widest(a: Scope, b: Scope): Scope {
  if (a === b || b === 'secrets') return a;
  return a === 'secrets' ? b : 'all';
}

/** What says the same as its sibling before it, as most of a long list does, is not looked at again. */
function forEachString(value: unknown, visit: (text: string) => void, sibling?: unknown): void {
  if (typeof value === 'string') visit(value);
  else if (Array.isArray(value)) {
    let before: unknown;
    for (const each of value) {
      if (each !== before) forEachString(each, visit, before);
      before = each;
    }
  } else if (isObject(value)) {
    const before = isObject(sibling) ? sibling : {};
    for (const key in value) {
      const each = value[key];
      if (typeof each === 'string' ? each !== before[key] : isObject(each) && each !== before[key]) {
        forEachString(each, visit, before[key]);
      }
    }
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function collectNames({ sessions, peers = [], sources, findings, incomplete }: Report, names: Names): void {
  const add = (kind: Parameters<Names['add']>[0], name: string | null): void => {
    if (name !== null && parseAddress(name) === null && !NAMED_BY_ADDRESS.test(name)) names.add(kind, name);
  };
  for (const { name } of sources) if (!IS_PLACE.test(name)) add('file', name);
  for (const { subject } of findings) if (subject.kind === 'node') add('node', subject.id);
  for (const { local, remote } of sessions) for (const { node } of [local, remote]) add('node', node);
  for (const { speaker } of peers) add('node', speaker.node);
  for (const { speaker, peer } of peers) {
    add('node', speaker.label);
    add('peer', peer.name);
    add('peer', peer.address);
  }
  for (const { source } of incomplete) if (source === null || !IS_PLACE.test(source)) add('node', source);
  for (const { local, remote } of sessions) {
    for (const { capabilities } of [local, remote]) for (const each of capabilities ?? []) addHost(each, add);
  }
  for (const { subject } of findings) if (subject.kind === 'resource') addResource(subject.id, add);
}

type Add = (kind: Parameters<Names['add']>[0], name: string | null) => void;

/** The FQDN capability (73, draft-walton-bgp-hostname-capability). */
function addHost({ hostname, domain }: Capability, add: Add): void {
  if (typeof hostname === 'string') add('host', hostname);
  if (typeof domain === 'string') add('domain', domain);
}

/** `BGPPeer ns/name`, `BGPPeer/ns/name` */
function addResource(id: string, add: Add): void {
  const [name = null, namespace = null] = id.split(/[ /]/).slice(1).toReversed();
  add('namespace', namespace);
  add('resource', name);
}

/** Calico's protocols of BIRD, whose addresses are replaced as such. */
const NAMED_BY_ADDRESS = /^(?:Mesh|Node|Global)_[\d_a-f]+$/;
/** Not a file: `this machine`, `ssh root@worker-1`, standard input. */
const IS_PLACE = /^(?:-|this machine|ssh .*|exec .*|pod .*)$/;

function noteAsNumbers({ sessions, peers = [], ...rest }: Report, numbers: Numbers): void {
  const ends = [
    ...sessions.flatMap(({ local, remote }) => [local, remote]),
    ...peers.flatMap(({ speaker, peer }) => [speaker, peer]),
  ];
  for (const { as } of ends) if (as !== null) numbers.note(as);
  for (const [, digits] of JSON.stringify([sessions, rest]).matchAll(/\bAS (\d{1,10})\b/g))
    numbers.note(Number(digits));
}

/** What the peer's operator wrote (RFC 9003) may hold anything. */
const FREE_TEXT = /((?:NOTIFICATION |^)6\/\d[^“]*: )“.*”/s;
const withoutFreeText = (text: string): string => text.replace(FREE_TEXT, '$1“<redacted:text>”');

/** A directory that was named from the root tells of its owner. */
const withoutHome = (path: string): string =>
  /^(?:[/\\~]|\.\.|[A-Za-z]:)/.test(path) ? (path.split(/[/\\]/).at(-1) ?? path) : path;
