import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { renderJunit } from '../../src/reporters/junit.ts';
import { hostileReport } from './hostile.ts';
import { report } from './report.ts';

interface Parser {
  on(event: 'error', listener: (error: Error) => void): void;
  on(
    event: 'opentag',
    listener: (tag: { readonly name: string; readonly attributes: Record<string, string> }) => void,
  ): void;
  write(chunk: string): this;
  close(): this;
}
// Its own declarations do not satisfy the compiler.
const require = createRequire(import.meta.url);
const { SaxesParser }: { readonly SaxesParser: new () => Parser } = require('saxes');

/** Elements with their attributes, as a parser has them that accepts nothing but XML 1.0. */
function parse(xml: string): { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => elements.push({ name, attributes }));
  parser.write(xml).close();
  return elements;
}

test('errors fail, warnings are told, what is not known is an error, what lacks its evidence is skipped', () => {
  expect(renderJunit(report)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="k8sdoctor" tests="4" failures="1" errors="1" skipped="1">
      <testsuite name="bgp" tests="1" failures="1" errors="0" skipped="0" timestamp="2026-01-02T00:00:00">
        <testcase classname="bgp" name="bgp/mp-bgp-unsupported, session 10.0.0.1-10.0.0.2">
          <failure message="10.0.0.2 answers the OPEN of 10.0.0.1 with NOTIFICATION 2/4 (Unsupported Optional Parameter)." type="failure">error: 10.0.0.2 answers the OPEN of 10.0.0.1 with NOTIFICATION 2/4 (Unsupported Optional Parameter).
    Capabilities travel in optional parameter 2, and 10.0.0.2 refuses it as a whole (RFC 5492 §3).
    rtx.pcap frame 4: OPEN version 4, AS 64512
    rtx.pcap frame 6: NOTIFICATION 2/4
    1. Upgrade 10.0.0.2.
    2. Let 10.0.0.1 send 10.0.0.2 no capabilities. FRR:
    neighbor 10.0.0.2 dont-capability-negotiate</failure>
        </testcase>
      </testsuite>
      <testsuite name="capture" tests="1" failures="0" errors="0" skipped="0" timestamp="2026-01-02T00:00:00">
        <testcase classname="capture" name="capture/truncated, file rtx.pcap">
          <system-out>warning: The file ends in the middle of packet 13.
    The capture was cut off.
    1. Capture again.</system-out>
        </testcase>
      </testsuite>
      <testsuite name="sysctl" tests="1" failures="0" errors="0" skipped="1" timestamp="2026-01-02T00:00:00">
        <testcase classname="sysctl" name="sysctl/ip-forward-disabled">
          <skipped message="no sysctl"></skipped>
        </testcase>
      </testsuite>
      <testsuite name="evidence" tests="1" failures="0" errors="1" skipped="0" timestamp="2026-01-02T00:00:00">
        <testcase classname="evidence" name="worker-3.pcap, capture">
          <error message="no such file" type="error"></error>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('its numbers are those of its cases', () => {
  const crashed = {
    ...report,
    checks: [...report.checks, { id: 'bgp/no-open' as const, outcome: 'crashed' as const }],
    incomplete: [...report.incomplete, { source: null, what: 'check bgp/no-open', why: 'crashed: boom' }],
  };
  const elements = parse(renderJunit(crashed));
  const count = (name: string): number => elements.filter((element) => element.name === name).length;
  const [all] = elements;
  expect(all?.attributes).toMatchObject({
    tests: String(count('testcase')),
    failures: String(count('failure')),
    errors: String(count('error')),
    skipped: String(count('skipped')),
  });
  expect(elements).toContainEqual({ name: 'error', attributes: { message: 'crashed: boom', type: 'error' } });
});

test('a strict parser reads it, whatever the texts hold, and reads them back', () => {
  const text = `<&"'>]]> \u{0}\u{b}\u{ffff}\ud800\u{202e}`;
  const [failure] = parse(renderJunit(hostileReport(text))).filter(({ name }) => name === 'failure');
  expect(failure?.attributes['message']).toBe(String.raw`<&"'>]]> \u{0}\u{b}\u{ffff}\u{d800}\u{202e}`);
});
