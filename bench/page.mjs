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
const INDEXED_MILLISECONDS = 3000; // all texts are made by then

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
  const first = await page.evaluate(search, 'no such thing');
  await page.evaluate(search, '');
  await page.waitForTimeout(INDEXED_MILLISECONDS);
  const keys = [];
  // oxlint-disable no-await-in-loop -- one key after the other
  for (const word of ['10.2', 'as 4200', '203.0.113.0/24']) {
    for (let length = 1; length <= word.length; length += 1)
      keys.push(await page.evaluate(search, word.slice(0, length)));
    await page.evaluate(search, '');
  }
  // oxlint-enable no-await-in-loop
  await page.close();
  return { ready, last, first, key: median(keys), worstKey: Math.max(...keys) };
}

/** In the page: milliseconds from a key to the rows that it asks for being drawn. */
function search(text) {
  const box = document.querySelector('input[type=search]');
  const state = document.querySelector('.told');
  const started = performance.now();
  box.value = text;
  box.dispatchEvent(new Event('input'));
  return new Promise((resolve) => {
    const look = () =>
      state.textContent.startsWith('Searching') ? requestAnimationFrame(look) : resolve(performance.now() - started);
    requestAnimationFrame(look);
  });
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
  a search at once          ${told(counted.map((run) => run.first))}
  a key, later              ${told(counted.map(({ key }) => key))}
  the slowest key of 22     ${told(counted.map(({ worstKey }) => worstKey))}
`);
