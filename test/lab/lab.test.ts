import { afterAll, expect, test } from 'vitest';
import { createReadStream, readFileSync } from 'node:fs';
import { expected, inShapeOf, tellOf } from './diagnose.ts';
import { writeFixture } from './fixture.ts';
import { createLab } from './namespaces.ts';
import { numbersSeen } from './opens.ts';
import { missing } from './programs.ts';
import { awaited, type Scenario } from './scenario.ts';
import { capture } from './scenarios/capture.ts';
import { cease } from './scenarios/cease.ts';
import { healthy } from './scenarios/healthy.ts';
import { families } from './scenarios/healthy-families.ts';
import { open } from './scenarios/open.ts';
import { session } from './scenarios/session.ts';
import { tcp } from './scenarios/tcp.ts';

const { env } = process;
const only = new RegExp(env['LAB_ONLY'] ?? '');
const mustRun = env['K8SDOCTOR_REQUIRE_ALL'] === '1';
if (missing.length > 0 && !mustRun) console.warn(`lab: skipped, for want of ${missing.join(', ')}`);

test.runIf(mustRun)('nothing that the lab needs is missing', () => {
  expect(missing).toEqual([]);
});

const scenarios = [...healthy, ...families, ...tcp, ...open, ...cease, ...session, ...capture];

test('no two scenarios have one name', () => {
  const names = scenarios.map(({ group, name }) => `${group}/${name}`);
  expect(new Set(names).size).toBe(names.length);
});

const chosen = scenarios.filter(({ group, name }) => only.test(`${group}/${name}`));
const waiting = env['LAB_WRITE'] === '1' ? [] : chosen.filter((scenario) => awaited(scenario.expect).length > 0);
if (waiting.length > 0) console.warn(`lab: no check yet for ${waiting.map(({ name }) => name).join(', ')}`);

for (const scenario of chosen.filter((each) => !waiting.includes(each))) {
  test.skipIf(missing.length > 0)(`${scenario.group}/${scenario.name}`, { concurrent: true, timeout: 180_000 }, () =>
    play(scenario),
  );
}

let played = 0;
let uneventful = 0;
afterAll(() => {
  console.log(`lab: ${played} scenarios passed live, ${uneventful} of them healthy or near-misses`);
});

async function play(scenario: Scenario): Promise<void> {
  const lab = createLab();
  let good = false;
  try {
    const file = await scenario.run(lab);
    // What was made worse after it was taken goes the same way.
    const told = await (lab.live.get(file) ?? tellOf(createReadStream(file)));
    if (env['LAB_WRITE'] === '1') writeFixture(scenario, file, [...lab.made]);
    else {
      const numbers = numbersSeen(lab.speakers, readFileSync(file));
      expect(inShapeOf(scenario.expect, told)).toEqual(expected(scenario.expect, numbers, told));
    }
    good = true;
    played += 1;
    if (scenario.expect.findings.every(({ severity }) => severity === 'info')) uneventful += 1;
  } finally {
    const keep = !good && env['LAB_KEEP'] === '1';
    if (keep) console.warn(`${scenario.group}/${scenario.name}: see ${lab.directory}`);
    lab.close(keep ? 'directory' : undefined);
  }
}
