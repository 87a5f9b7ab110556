import type { Report } from '../../src/model/report.ts';
import { established, failed, refusal, report } from './report.ts';

/** A report in which all that a peer, a cluster or a foreign result can choose is `text`. */
export function hostileReport(text: string): Report {
  const ladder = failed.ladder.map((entry) => ({ ...entry, text, event: text, time: text }));
  const endpoint = { ...failed.remote, address: text, node: text, bgpId: text, families: [text] };
  return {
    ...report,
    tool: { name: 'k8sdoctor', version: text },
    generatedAt: text,
    sources: [{ kind: 'pcap', name: text, format: null, bytes: null }],
    sessions: [
      { ...failed, id: text, remote: endpoint, status: text, ladder },
      { ...established, status: text, local: endpoint },
    ],
    peers: [
      {
        speaker: { daemon: 'unknown', node: text, label: text, address: text, as: null, bgpId: null },
        peer: { address: text, name: text, as: null, bgpId: null },
        state: null,
        established: null,
        printed: text,
        since: { text, seconds: null },
        prefixes: [],
        reason: { text, kind: 'other', code: null, means: text },
        otherEnd: null,
        source: text,
        line: 1,
        text,
      },
    ],
    findings: [
      {
        ...refusal,
        title: text,
        cause: text,
        remedy: [text, `${text}\n${text}`],
        subject: { kind: 'session', id: text },
        blame: text,
        impact: text,
        evidence: [
          { source: text, time: text, frame: 1, text },
          { source: text, line: 1, text },
        ],
        references: [{ title: text, url: text }],
      },
      { ...refusal, subject: { kind: 'node', id: text } },
    ],
    checks: [{ id: 'sysctl/ip-forward-disabled', outcome: 'skipped', missing: [text] }],
    incomplete: [{ source: text, what: text, why: text }],
  };
}
