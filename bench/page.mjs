/** How long the HTML report of 100,000 messages takes to open: printed, not judged. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { CLI } from './cases.mjs';
import { CACHE, ensureInput } from './inputs/index.mjs';

const RUNS = 7;
const SCALE = 8; // of three million prefixes: 107,000 UPDATEs

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const told = (numbers) =>
  `${median(numbers).toFixed(0)} ms (${Math.min(...numbers).toFixed(0)}-${Math.max(...numbers).toFixed(0)})`;

async function measure(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const started = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  const ready = performance.now() - started;
  await page.locator('.grid').focus();
  const pressed = performance.now();
  await page.keyboard.press('End');
  await page.waitForSelector('.row.active:not([aria-rowindex="2"])');
  const last = performance.now() - pressed;
  const typed = performance.now();
  await page.getByRole('searchbox').fill('no such thing');
  await page.locator('.empty').waitFor();
  const search = performance.now() - typed;
  await page.close();
  return { ready, last, search };
}

const capture = ensureInput('table', SCALE, (line) => process.stderr.write(`${line}\n`));
const path = join(CACHE, 'page.html');
const { status } = spawnSync(process.execPath, [
  CLI,
  'bgp',
  capture.path,
  '--format',
  'html',
  '-o',
  path,
  '--fail-on',
  'never',
]);
if (status !== 0) throw new Error(`k8sdoctor ended with ${status}`);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const runs = [];
// oxlint-disable-next-line no-await-in-loop -- one at a time
for (let run = 0; run <= RUNS; run += 1) runs.push(await measure(browser, pathToFileURL(path).href));
await browser.close();
const [, ...counted] = runs; // the first one warms the disk's cache
process.stdout
  .write(`page of ${capture.updates.toLocaleString('en')} UPDATEs, ${(statSync(path).size / 1e6).toFixed(1)} MB
  until it can be used      ${told(counted.map(({ ready }) => ready))}
  to the last row           ${told(counted.map(({ last }) => last))}
  a search through all      ${told(counted.map(({ search }) => search))}
`);
