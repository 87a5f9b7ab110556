import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { codeSpan, escapeMarkdown, escapeWithCommands } from '../../src/reporters/markdown/escape.ts';
import { renderMarkdown } from '../../src/reporters/markdown.ts';
import { hostileReport } from './hostile.ts';
import { failed, refusal, report } from './report.ts';

test('verdict, sessions, findings with folded evidence and picture, what is not known', () => {
  expect(renderMarkdown(report, {})).toMatchInlineSnapshot(`
    "## k8sdoctor: 1 error, 1 warning, 0 info

    ⚠️ Not everything could be read or judged: see the end.

    | state | session | what is seen | has to change |
    |---|---|---|---|
    | ❌ failed | \`10.0.0.1\` (worker-1) – \`10.0.0.2\` | 10.0.0.2 answers the OPEN of 10.0.0.1 with NOTIFICATION 2/4 (Unsupported Optional Parameter). | 10.0.0.2 |
    | ✅ established | \`10.0.0.1\` (worker-1) – \`10.0.0.3\` | Established at \`2026-01-01T00:00:01.000000Z\`. |  |

    ### ❌ \`10.0.0.1\` (worker-1) – \`10.0.0.2\`

    Never established: 3 connections seen; 10.0.0.2 sent NOTIFICATION 2/4.

    ❌ **error: \`bgp/mp-bgp-unsupported\`**

    **Observed:** 10.0.0.2 answers the OPEN of 10.0.0.1 with NOTIFICATION 2/4 (Unsupported Optional Parameter).

    **Cause:** Capabilities travel in optional parameter 2, and 10.0.0.2 refuses it as a whole (RFC 5492 §3).

    **To do:** 10.0.0.2, the remote side, has to change.

    1. Upgrade 10.0.0.2.
    2. Let 10.0.0.1 send 10.0.0.2 no capabilities. FRR:

       \`\`\`text
       neighbor 10.0.0.2 dont-capability-negotiate
       \`\`\`

    <details><summary>Evidence (2)</summary>

    - \`rtx.pcap\`, frame 4, \`2026-01-01T00:00:00.004000Z\`: \`OPEN version 4, AS 64512\`
    - \`rtx.pcap\`, frame 6, \`2026-01-01T00:00:00.006000Z\`: \`NOTIFICATION 2/4\`

    See [RFC 4271 §6.2](https://www.rfc-editor.org/rfc/rfc4271#section-6.2).

    </details>

    <details><summary>Messages in time</summary>

    \`\`\`text
    times in seconds since 2026-01-01T00:00:00.001000Z
      seconds frame  10.0.0.1 (local)                           10.0.0.2 (remote)
                     worker-1, AS 64512                         AS unknown
                     connection 1
        0.000     1  SYN                                      →
        0.001     2                                           ← SYN-ACK
        0.003     4  OPEN version 4, AS 64512, hold time 90   →
                     s, identifier 10.0.0.1, multiprotocol
                     ipv4-unicast
    ✗   0.005     6                                           ← NOTIFICATION 2/4 (OPEN Message Error /
                                                                Unsupported Optional Parameter)
                     … 2 more connections, the last like this, at 20.000
    \`\`\`

    </details>

    ### Other findings

    ⚠️ **warning: \`capture/truncated\`**, file rtx.pcap

    **Observed:** The file ends in the middle of packet 13.

    **Cause:** The capture was cut off.

    **To do:**

    1. Capture again.

    ### Not known

    - worker-3.pcap, capture: no such file

    <details><summary>1 check without what they need</summary>

    - \`sysctl/ip-forward-disabled\`: no sysctl

    </details>

    <sub>k8sdoctor 0.0.0, \`2026-01-02T00:00:00.000Z\`</sub>
    "
  `);
});

describe('what somebody else chose', () => {
  test.each([
    ['HTML', '<img src=x onerror=alert(1)>', String.raw`\<img src=x onerror=alert(1)\>`],
    ['a link', '[x](http://evil)', String.raw`\[x\](http:&#8203;//evil)`],
    ['a user', '@admin', '@&#8203;admin'],
    ['an issue', '#1 o/r#2 GH-3', String.raw`\#&#8203;1 o/r\#&#8203;2 GH&#8203;-3`],
    ["GitLab's references", '!1 $2 %3 &4 ~bug', String.raw`!&#8203;1 \$2 %&#8203;3 \&4 \~bug`],
    ["GitLab's orders", '/close', String.raw`\/close`],
    ['a commit', 'in a5c3785ed8d6a35868bc169f07e40e889087fd2e.', 'in `a5c3785ed8d6a35868bc169f07e40e889087fd2e`.'],
    ['an emoji of an address', 'to 2001:db8:100::2: none', 'to `2001:db8:100::2`: none'],
    ['a large community', '64512:100:1, 64512:100', '`64512:100:1`, 64512:100'],
    ['a table', 'a|b', String.raw`a\|b`],
    ['a heading', '# x', String.raw`\# x`],
    ['a list', '- x', String.raw`\- x`],
    ['a numbered list', '1. x', String.raw`1\. x`],
    ['lines', 'a\n\n# b', String.raw`a \# b`],
    ['bidi', 'a\u{202e}b', String.raw`a\\u\{202e\}b`],
    ['math', '$x$ `y`', String.raw`\$x\$ \`y\``],
  ])('%s', (_, text, shown) => {
    expect(escapeMarkdown(text)).toBe(shown);
  });

  test('code', () => {
    expect(codeSpan('a')).toBe('`a`');
    expect(codeSpan('`a``')).toBe('``` `a`` ```');
    expect(codeSpan('')).toBe('`  `');
  });

  test('a command, which is copied as it is; of a lone backtick none', () => {
    expect(escapeWithCommands('Run `ip a@b | grep #1`, *then* wait.')).toBe('Run `ip a@b | grep #1`, \\*then\\* wait.');
    expect(escapeWithCommands('a ` @b')).toBe('a \\` @&#8203;b');
  });

  test('nothing of it begins a line, a tag, a link or a mention', () => {
    const text = '</details><b>|@root #1 [a](javascript:b) ```\n/close\n\u{202e}';
    const lines = renderMarkdown(hostileReport(text), {}).split('\n');
    const outside = withoutCode(lines);
    expect(outside.filter((line) => /^\/|^<(?!details>|\/details>|sub>)/.test(line))).toEqual([]);
    expect(outside.join('\n')).not.toMatch(/(?<!\\)<b>|@root|#1|(?<!\\)\]\(j/);
    expect(lines.join('\n')).not.toMatch(/[^\n\P{C}]/u);
    expect(lines.filter((line) => line === '</details>')).toHaveLength(count(lines, /^<details>/));
  });

  test('cells of a table stay its cells', () => {
    const table = renderMarkdown(hostileReport('a|b|c'), {})
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(new Set(table.map((line) => line.replaceAll(/\\\|/g, '').split('|').length))).toEqual(new Set([6, 8]));
  });
});

/** Lines outside fences, code spans taken away. */
function withoutCode(lines: readonly string[]): string[] {
  let fence: string | null = null;
  return lines.flatMap((line) => {
    const [, ticks] = /^\s*(`{3,})(?:text)?$/.exec(line) ?? [];
    if (fence === null && ticks !== undefined) {
      fence = ticks;
      return [];
    }
    if (fence !== null) {
      if (ticks !== undefined && ticks.length >= fence.length) fence = null;
      return [];
    }
    return [line.replace(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, '')];
  });
}

const count = (lines: readonly string[], what: RegExp): number => lines.filter((line) => what.test(line)).length;

describe('the limit', () => {
  const many: Report = {
    ...report,
    sessions: Array.from({ length: 200 }, (_, index) => ({ ...failed, id: `s${index}` })),
    findings: Array.from({ length: 200 }, (_, index) => ({
      ...refusal,
      subject: { kind: 'session' as const, id: `s${index}` },
    })),
  };

  test.each([2_000, 10_000, 65_536, 1_000_000])('%i characters, and it says what is left out', (maxLength) => {
    const text = renderMarkdown(many, { maxLength });
    expect(text.length).toBeLessThanOrEqual(maxLength);
    expect(text.includes(`Cut to ${maxLength} characters`)).toBe(maxLength < 1_000_000);
    const lines = text.split('\n');
    expect(count(lines, /^<details>/)).toBe(count(lines, /^<\/details>/));
    expect(count(lines, /^```/) % 2).toBe(0);
  });

  test('pictures go first, then evidence', () => {
    const whole = renderMarkdown(report, {});
    expect(renderMarkdown(report, { maxLength: whole.length })).toBe(whole);
    const cut = renderMarkdown(report, { maxLength: whole.length - 1 });
    expect(cut).toContain('Left out: 1 × picture of messages.');
    expect(cut).toContain('Evidence (2)');
  });

  test('a text without end is cut too', () => {
    const endless = hostileReport('x'.repeat(1_000_000));
    expect(renderMarkdown({ ...endless, sessions: [] }, {}).length).toBeLessThanOrEqual(65_536);
  });
});
