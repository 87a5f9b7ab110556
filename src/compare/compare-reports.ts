/** What changed from an earlier result to a later one. */
import type { Change, Changes, FindingRef, NodeState } from '../model/changes.ts';
import type { PeerStatus } from '../model/peer-status.ts';
import type { Finding, Report } from '../model/report.ts';
import type { Session } from '../model/session.ts';

/** @param name of the earlier one's file */
export function compareReports(before: Report, now: Report, name: string): Changes {
  const notCompared: string[] = [];
  const sessions = [
    ...compareParts(peersOf(before), peersOf(now), 'the session', notCompared),
    ...compareParts(sessionsOf(before), sessionsOf(now), 'the session', notCompared),
  ];
  const [nodesBefore, nodesNow] = [before.nodes ?? [], now.nodes ?? []];
  return {
    baseline: { name, generatedAt: before.generatedAt, version: before.tool.version },
    versions: [
      ...(before.tool.version === now.tool.version
        ? []
        : [{ of: 'k8sdoctor', what: 'version', before: before.tool.version, now: now.tool.version }]),
      // A daemon that was not asked, once, has none.
      ...compareParts(partOf(nodesBefore, 'versions'), partOf(nodesNow, 'versions'), '', []).filter(
        (change) => change.before !== null && change.now !== null,
      ),
    ],
    sessions,
    routes: compareParts(
      partOf(nodesBefore, 'routes'),
      partOf(nodesNow, 'routes'),
      'the routes of',
      notCompared,
    ).filter(isTellable(nodesBefore, nodesNow)),
    sysctls: compareParts(partOf(nodesBefore, 'sysctls'), partOf(nodesNow, 'sysctls'), 'the sysctls of', notCompared),
    findings: compareFindings(before, now),
    notCompared,
  };
}

type Facts = ReadonlyMap<string, string>;
type Parts = ReadonlyMap<string, Facts>;

function compareParts(before: Parts, now: Parts, what: string, notCompared: string[]): readonly Change[] {
  if (before.size > 0 || now.size > 0) {
    for (const of of new Set([...before.keys(), ...now.keys()])) {
      if (before.has(of) && now.has(of)) continue;
      notCompared.push(`${what} ${of}: ${before.has(of) ? 'not given now' : 'not in the earlier result'}`);
    }
  }
  return [...now].flatMap(([of, facts]) => {
    const old = before.get(of);
    return old === undefined ? [] : compareFacts(of, old, facts);
  });
}

function compareFacts(of: string, before: Facts, now: Facts): readonly Change[] {
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((what): Change[] => {
    const [old = null, fresh = null] = [before.get(what), now.get(what)];
    return old === fresh ? [] : [{ of, what, before: old, now: fresh }];
  });
}

/** Of a table that was not kept whole what is missing may be among the rest. */
function isTellable(before: readonly NodeState[], now: readonly NodeState[]): (change: Change) => boolean {
  const cut = new Set([...before, ...now].flatMap(({ name, routesLeftOut }) => (routesLeftOut > 0 ? [name] : [])));
  return ({ of, before: old, now: fresh }) => !cut.has(of) || (old !== null && fresh !== null);
}

const partOf = (nodes: readonly NodeState[], name: 'routes' | 'sysctls' | 'versions'): Parts =>
  new Map(
    nodes.flatMap((node) => {
      const part = node[name] ?? null;
      return part === null ? [] : [[node.name, new Map(Object.entries(part))] as const];
    }),
  );

const peersOf = ({ peers = [] }: Report): Parts =>
  new Map(
    peers.map((status) => [
      `${status.speaker.label} – ${status.peer.address ?? status.peer.name ?? ''}`,
      factsOfPeer(status),
    ]),
  );

/** Idle, Connect and Active take turns: of a session that is down they are one. */
function factsOfPeer({ established, speaker, peer }: PeerStatus): Facts {
  return facts({
    state: established === null ? null : established ? 'Established' : 'down',
    'local AS': speaker.as,
    'peer AS': peer.as,
    'local BGP identifier': speaker.bgpId,
    'peer BGP identifier': peer.bgpId,
  });
}

const sessionsOf = ({ sessions }: Report): Parts =>
  new Map(sessions.map((session) => [session.id, factsOfSession(session)]));

const factsOfSession = ({ state, local, remote }: Session): Facts =>
  facts({
    state,
    'local AS': local.as,
    'peer AS': remote.as,
    'local BGP identifier': local.bgpId,
    'peer BGP identifier': remote.bgpId,
    'local hold time': local.holdTime,
    'peer hold time': remote.holdTime,
  });

const facts = (values: Readonly<Record<string, string | number | null>>): Facts =>
  new Map(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)] as const])));

function compareFindings(before: Report, now: Report): Changes['findings'] {
  const [old, fresh] = [new Set(before.findings.map(keyOf)), new Set(now.findings.map(keyOf))];
  const judged = new Set(
    now.checks.flatMap(({ id, outcome }) => (outcome === 'skipped' || outcome === 'crashed' ? [] : [id])),
  );
  const missing = before.findings.filter((finding) => !fresh.has(keyOf(finding)));
  return {
    new: now.findings.filter((finding) => !old.has(keyOf(finding))).map(toRef),
    gone: missing.filter(({ id }) => judged.has(id)).map(toRef),
    still: now.findings.filter((finding) => old.has(keyOf(finding))).map(toRef),
    notJudged: missing.filter(({ id }) => !judged.has(id)).map(toRef),
  };
}

const keyOf = ({ id, subject }: Finding): string => `${id} ${subject.kind} ${subject.id}`;
const toRef = ({ id, severity, title, subject }: Finding): FindingRef => ({ id, severity, title, subject });
