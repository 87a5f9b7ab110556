import type { Finding, Report } from '../../src/model/report.ts';
import type { Endpoint, LadderEntry, Session } from '../../src/model/session.ts';

const at = (seconds: number): string => `2026-01-01T00:00:${seconds.toFixed(6).padStart(9, '0')}Z`;

const endpoint = (address: string, more: Partial<Endpoint> = {}): Endpoint => ({
  address,
  as: null,
  bgpId: null,
  holdTime: null,
  capabilities: null,
  families: null,
  node: null,
  ...more,
});

const local: Endpoint = endpoint('10.0.0.1', {
  as: 64512,
  bgpId: '10.0.0.1',
  holdTime: 90,
  capabilities: [{ code: 1, name: 'multiprotocol', afi: 1, safi: 1 }],
  families: ['ipv4-unicast'],
  node: 'worker-1',
});

/** SYN to FIN of a connection whose OPEN is refused. */
export function refused(connection: number, start: number): LadderEntry[] {
  const frame = (connection - 1) * 6;
  const entry = (index: number, from: LadderEntry['from'], event: string, text = ''): LadderEntry => ({
    connection,
    frame: frame + index,
    time: at(start + index / 1000),
    from,
    event,
    text,
    count: 1,
  });
  return [
    entry(1, 'local', 'SYN'),
    entry(2, 'remote', 'SYN-ACK'),
    entry(4, 'local', 'OPEN', 'version 4, AS 64512, hold time 90 s, identifier 10.0.0.1, multiprotocol ipv4-unicast'),
    { ...entry(6, 'remote', 'NOTIFICATION', '2/4 (OPEN Message Error / Unsupported Optional Parameter)'), fault: true },
  ];
}

export const failed: Session = {
  id: '10.0.0.1-10.0.0.2',
  local,
  remote: endpoint('10.0.0.2'),
  state: 'failed',
  status: 'Never established: 3 connections seen; 10.0.0.2 sent NOTIFICATION 2/4.',
  connections: 3,
  messages: { open: 3, update: 0, notification: 3, keepalive: 0, routeRefresh: 0 },
  firstSeen: at(0.001),
  lastSeen: at(20.006),
  establishedAt: null,
  ladder: [...refused(1, 0), ...refused(3, 20)],
};

export const established: Session = {
  ...failed,
  id: '10.0.0.1-10.0.0.3',
  remote: { ...local, address: '10.0.0.3', node: null },
  state: 'established',
  status: 'Established at 2026-01-01T00:00:01.000000Z.',
  connections: 1,
  establishedAt: at(1),
  ladder: [],
};

export const refusal: Finding = {
  id: 'bgp/mp-bgp-unsupported',
  severity: 'error',
  title: '10.0.0.2 answers the OPEN of 10.0.0.1 with NOTIFICATION 2/4 (Unsupported Optional Parameter).',
  cause: 'Capabilities travel in optional parameter 2, and 10.0.0.2 refuses it as a whole (RFC 5492 §3).',
  remedy: [
    'Upgrade 10.0.0.2.',
    'Let 10.0.0.1 send 10.0.0.2 no capabilities. FRR:\nneighbor 10.0.0.2 dont-capability-negotiate',
  ],
  subject: { kind: 'session', id: '10.0.0.1-10.0.0.2' },
  blame: '10.0.0.2',
  impact: null,
  evidence: [
    { source: 'rtx.pcap', frame: 4, time: at(0.004), text: 'OPEN version 4, AS 64512' },
    { source: 'rtx.pcap', frame: 6, time: at(0.006), text: 'NOTIFICATION 2/4' },
  ],
  references: [{ title: 'RFC 4271 §6.2', url: 'https://www.rfc-editor.org/rfc/rfc4271#section-6.2' }],
};

const truncated: Finding = {
  ...refusal,
  id: 'capture/truncated',
  severity: 'warning',
  title: 'The file ends in the middle of packet 13.',
  cause: 'The capture was cut off.',
  remedy: ['Capture again.'],
  subject: { kind: 'file', id: 'rtx.pcap' },
  blame: null,
  evidence: [],
  references: [],
};

export const report: Report = {
  schema: 'k8sdoctor/report/v1',
  tool: { name: 'k8sdoctor', version: '0.0.0' },
  generatedAt: '2026-01-02T00:00:00.000Z',
  sources: [{ kind: 'pcap', name: 'rtx.pcap', format: 'pcap', bytes: 1344, linkTypes: ['LINUX_SLL2'], packets: 12 }],
  sessions: [established, failed],
  findings: [refusal, truncated],
  checks: [
    { id: 'bgp/mp-bgp-unsupported', outcome: 'failed' },
    { id: 'sysctl/ip-forward-disabled', outcome: 'skipped', missing: ['sysctl'] },
  ],
  artifacts: [],
  incomplete: [{ source: 'worker-3.pcap', what: 'capture', why: 'no such file' }],
  summary: { error: 1, warning: 1, info: 0 },
};
