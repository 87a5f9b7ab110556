/** LAB_ONLY='^both-ends/' plays them: captures at both ends of a session, with a router between that may drop packets. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { type Capture, startCapture } from './capture.ts';
import { decided } from './scenario.ts';
import { createLab, type Lab } from './namespaces.ts';
import { letDial, startNode, startRouter } from './pairing.ts';
import { run } from './processes.ts';
import { missing } from './programs.ts';
import { BOTH_ENDS, type TwoEnds } from './scenarios/both-ends.ts';
import { hold, routed } from './topology.ts';

const K8SDOCTOR = fileURLToPath(new URL('../../bin/k8sdoctor.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../fixtures/both-ends/', import.meta.url));
const only = new RegExp(process.env['LAB_ONLY'] ?? '');

for (const scenario of BOTH_ENDS.filter(({ name }) => only.test(`both-ends/${name}`))) {
  test.skipIf(missing.length > 0)(`both-ends/${scenario.name}`, { concurrent: true, timeout: 180_000 }, async () => {
    const lab = createLab();
    try {
      await play(lab, scenario);
    } finally {
      lab.close();
    }
  });
}

async function play(lab: Lab, scenario: TwoEnds): Promise<void> {
  const files = await record(lab, scenario);
  if (process.env['LAB_WRITE'] === '1') {
    writeFixture(scenario, files, [...lab.made]);
    return;
  }
  const report = await tell(files);
  const turned = await tell(files.toReversed());
  expect(report.sessions).toEqual(turned.sessions);
  expect(report.findings).toEqual(turned.findings);
  const { findings, sessions } = scenario.expect;
  expect(decided(scenario.expect, report.findings)).toEqual(findings);
  expect(report.sessions.map(({ state }) => ({ state }))).toEqual(sessions);
  const { clock, sources } = report.sessions[0]?.bothEnds ?? {};
  // One machine has one clock; the router's was set ahead by hand.
  const ahead = sources?.local === files[0] ? scenario.ahead : -scenario.ahead;
  expect(Math.abs((clock?.difference ?? NaN) - ahead)).toBeLessThan((clock?.uncertainty ?? 0.001) + 1e-5);
}

async function record(lab: Lab, { ahead, dials = 'node', prepare, nodeSide, routerSide, watch }: TwoEnds) {
  const pair = await routed(lab);
  await prepare?.(pair);
  await hold(pair.node, pair.router);
  await Promise.all([startRouter('frr', pair, routerSide), startNode('bird', pair, nodeSide)]);
  const [node, router] = [await startCapture(pair.node.ns), await startCapture(pair.router.ns)];
  await letDial(pair, dials);
  await watch(pair, node);
  await Promise.all([node, router].map((capture: Capture) => capture.stop()));
  const shifted = `${router.path}-shifted`;
  await run(['editcap', '-F', 'pcap', '-t', String(ahead), router.path, shifted]);
  return [node.path, shifted] as const;
}

async function tell(files: readonly string[]): Promise<Report> {
  const argv = files.flatMap((file) => ['--pcap', file]);
  const k8sdoctor = spawn(process.execPath, [K8SDOCTOR, 'bgp', ...argv, '--format', 'json']);
  const [said, complaint] = await Promise.all([text(k8sdoctor.stdout), text(k8sdoctor.stderr)]);
  if (said === '') throw new Error(`k8sdoctor: no report: ${complaint}`);
  return JSON.parse(said);
}

function writeFixture({ name, about, expect: told }: TwoEnds, files: readonly string[], made: readonly string[]): void {
  mkdirSync(FIXTURES, { recursive: true });
  for (const [index, file] of files.entries()) {
    copyFileSync(file, `${FIXTURES}${name}.${index === 0 ? 'node' : 'router'}.pcap`);
  }
  const facts = { about, made: made.toSorted(), expect: told };
  writeFileSync(`${FIXTURES}${name}.json`, `${JSON.stringify(facts, null, 2)}\n`);
}
