import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { cells } from '../../src/reporters/cells.ts';
import { type TextOptions, plain } from '../../src/reporters/text/pen.ts';
import { renderText } from '../../src/reporters/text.ts';
import { established, failed, refusal, report } from './report.ts';

const paint = { error: plain, warning: plain, info: plain, good: plain, strong: plain, faint: plain };
const render = (shown: Report, options: Partial<TextOptions> = {}): string =>
  renderText(shown, { width: 80, unicode: true, verbosity: 'normal', paint, ...options });

test('the verdict, the failed session, other findings, healthy sessions, what is not known', () => {
  expect(render(report)).toMatchInlineSnapshot(`
    "✗ 10.0.0.1 (worker-1) – 10.0.0.2: failed
      10.0.0.2 answers the OPEN of 10.0.0.1 with NOTIFICATION 2/4 (Unsupported
      Optional Parameter).
      → 10.0.0.2, the remote side, has to change.
    ! rtx.pcap: The file ends in the middle of packet 13.
    ✓ 1 other session established, nothing wrong found.
    ! Not everything could be read or judged: see the end.

    ── 10.0.0.1 (worker-1) – 10.0.0.2 ──────────────────────────────────────────────
    Never established: 3 connections seen; 10.0.0.2 sent NOTIFICATION 2/4.
    3 connections; 3 OPEN, 3 NOTIFICATION

    times in seconds since 2026-01-01T00:00:00.001000Z
      seconds frame  10.0.0.1 (local)                 10.0.0.2 (remote)
                     worker-1, AS 64512               AS unknown
                     connection 1
        0.000     1  SYN                            →
        0.001     2                                 ← SYN-ACK
        0.003     4  OPEN version 4, AS 64512, hold →
                     time 90 s, identifier
                     10.0.0.1, multiprotocol
                     ipv4-unicast
    ✗   0.005     6                                 ← NOTIFICATION 2/4 (OPEN Message
                                                      Error / Unsupported Optional
                                                      Parameter)
                     … 2 more connections, the last like this, at 20.000

    ✗ error: bgp/mp-bgp-unsupported
      Observed  10.0.0.2 answers the OPEN of 10.0.0.1 with NOTIFICATION 2/4
                (Unsupported Optional Parameter).
      Cause     Capabilities travel in optional parameter 2, and 10.0.0.2 refuses it
                as a whole (RFC 5492 §3).
      Evidence  rtx.pcap
                frame 4, 2026-01-01T00:00:00.004000Z
                  OPEN version 4, AS 64512
                frame 6, 2026-01-01T00:00:00.006000Z
                  NOTIFICATION 2/4
      To do     → 10.0.0.2, the remote side, has to change.
                1. Upgrade 10.0.0.2.
                2. Let 10.0.0.1 send 10.0.0.2 no capabilities. FRR:
                   neighbor 10.0.0.2 dont-capability-negotiate
      See       RFC 4271 §6.2: https://www.rfc-editor.org/rfc/rfc4271#section-6.2

    ── Other findings ──────────────────────────────────────────────────────────────
    ! warning: capture/truncated, file rtx.pcap
      Observed  The file ends in the middle of packet 13.
      Cause     The capture was cut off.
      To do     1. Capture again.

    ── Sessions that need nothing ──────────────────────────────────────────────────
    ✓ 10.0.0.1 (worker-1) – 10.0.0.3: Established at 2026-01-01T00:00:01.000000Z.

    ── Not known ───────────────────────────────────────────────────────────────────
    ! worker-3.pcap, capture: no such file
    "
  `);
});

test('quiet: the verdict, and what is not known', () => {
  expect(render(report, { verbosity: 'quiet' })).toMatchInlineSnapshot(`
    "✗ 10.0.0.1 (worker-1) – 10.0.0.2: failed
      10.0.0.2 answers the OPEN of 10.0.0.1 with NOTIFICATION 2/4 (Unsupported
      Optional Parameter).
      → 10.0.0.2, the remote side, has to change.
    ! rtx.pcap: The file ends in the middle of packet 13.
    ✓ 1 other session established, nothing wrong found.
    ! worker-3.pcap, capture: no such file
    "
  `);
});

test('ASCII: nothing else, whatever the report holds', () => {
  const text = render(
    { ...report, findings: [{ ...refusal, title: '“größer” – 漢字 \u{1f600}' }] },
    { unicode: false },
  );
  expect(text).toMatch(/^[\n -~]+$/);
  expect(text).toContain(String.raw`"gr\u{f6}\u{df}er" - \u{6f22}\u{5b57} \u{1f600}`);
});

test('verbose: healthy sessions in full, and checks that were skipped', () => {
  const text = render(report, { verbosity: 'verbose' });
  expect(text).toContain('capabilities multiprotocol (1)');
  expect(text).toContain('? sysctl/ip-forward-disabled was not judged: no sysctl');
});

test.each([60, 80, 120])('no line but an address of the web is wider than %i cells', (width) => {
  const wide = { ...report, findings: [{ ...refusal, title: `${'漢字'.repeat(60)} ${'x'.repeat(200)} e\u{301}` }] };
  for (const shown of [report, wide]) {
    const lines = render(shown, { width, verbosity: 'verbose' }).split('\n');
    expect(lines.filter((line) => cells(line) > width && !line.includes('https://'))).toEqual([]);
  }
});

const quiet = (shown: Partial<Report>): string =>
  render({ ...report, sessions: [], findings: [], incomplete: [], ...shown }, { verbosity: 'quiet' });

describe('the verdict', () => {
  test('no session', () => {
    expect(quiet({})).toBe('? No BGP session in rtx.pcap.\n');
  });

  test('all is well', () => {
    expect(quiet({ sessions: [established, { ...established, id: 'b' }] })).toBe(
      '✓ 2 sessions established, nothing wrong found.\n',
    );
  });

  test('too little to say', () => {
    expect(quiet({ sessions: [{ ...established, state: 'unknown' }] })).toBe(
      '? 1 session: too little was captured to say how it is.\n',
    );
  });

  test('a failure that no check explains is no less a failure', () => {
    expect(quiet({ sessions: [failed] })).toBe(
      '✗ 10.0.0.1 (worker-1) – 10.0.0.2: failed\n  Never established: 3 connections seen; 10.0.0.2 sent NOTIFICATION 2/4.\n',
    );
  });

  test('many failures: the first ones, and how many more', () => {
    const sessions = Array.from({ length: 20 }, (_, index) => ({ ...failed, id: `s${index}` }));
    expect(quiet({ sessions })).toContain('… and 12 more sessions like these\n');
  });

  test('either side may have to change', () => {
    expect(quiet({ sessions: [failed], findings: [{ ...refusal, blame: null }] })).toContain(
      '  → Either side may have to change.\n',
    );
  });
});

const mark = (text: string): string => `\u{1b}[1m${text}\u{1b}[22m`;

test('colour adds nothing but colour', () => {
  const coloured = render(report, {
    paint: { error: mark, warning: mark, info: mark, good: mark, strong: mark, faint: mark },
  });
  expect(coloured.replaceAll('\u{1b}[1m', '').replaceAll('\u{1b}[22m', '')).toBe(render(report));
});

const HOSTILE = 'a\u{1b}[2J\u{9b}1mb\u{202e}c\u{200b}d\r\ne\u{0}f\u{7f}';

test('what a peer chose is shown, and does nothing', () => {
  const ladder = failed.ladder.map((entry) => ({ ...entry, text: HOSTILE, event: HOSTILE, time: HOSTILE }));
  const endpoint = { ...failed.remote, address: HOSTILE, node: HOSTILE, bgpId: HOSTILE, families: [HOSTILE] };
  const hostile: Report = {
    ...report,
    sources: [{ kind: 'pcap', name: HOSTILE, format: null, bytes: null }],
    sessions: [
      { ...failed, remote: endpoint, status: HOSTILE, ladder },
      { ...established, status: HOSTILE },
    ],
    findings: [
      {
        ...refusal,
        title: HOSTILE,
        cause: HOSTILE,
        remedy: [HOSTILE],
        blame: HOSTILE,
        impact: HOSTILE,
        evidence: [{ source: HOSTILE, time: HOSTILE, text: HOSTILE }],
        references: [{ title: HOSTILE, url: HOSTILE }],
      },
      { ...refusal, subject: { kind: 'node', id: HOSTILE } },
    ],
    incomplete: [{ source: HOSTILE, what: HOSTILE, why: HOSTILE }],
  };
  for (const verbosity of ['quiet', 'normal', 'verbose'] as const) {
    expect(render(hostile, { verbosity })).not.toMatch(/[^\n\P{C}]|\u{200b}/u);
  }
  expect(render(hostile)).toContain(String.raw`a\u{1b}[2J\u{9b}1mb\u{202e}c\u{200b}d e\u{0}f\u{7f}`);
});

test('two sessions of the same pair, from two places: each has its own findings', () => {
  const elsewhere = {
    ...failed,
    firstSeen: '2026-01-02T00:00:00Z',
    lastSeen: '2026-01-02T00:01:00Z',
    status: 'Elsewhere.',
  };
  const own = {
    ...refusal,
    title: 'Seen elsewhere.',
    evidence: [{ source: 'b', time: '2026-01-02T00:00:30Z', text: '' }],
  };
  const text = render({ ...report, sessions: [failed, elsewhere], findings: [refusal, own] }, { verbosity: 'quiet' });
  expect(text.match(/10\.0\.0\.2: failed\n {2}\S+ \S+/g)).toEqual([
    '10.0.0.2: failed\n  10.0.0.2 answers',
    '10.0.0.2: failed\n  Seen elsewhere.',
  ]);
});

test('an address of the web is never cut', () => {
  const url = `https://docs.example.org/${'path/'.repeat(20)}`;
  const text = render({ ...report, findings: [{ ...refusal, references: [{ title: 'Manual', url }] }] });
  expect(text).toContain(`\n            ${url}\n`);
});
