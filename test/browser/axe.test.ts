import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, useBrowser } from './browser.ts';
import { fixture, pageOf, useFolder } from './pages.ts';

const open = useBrowser();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Takes time, frame and each line of a rung for one label without spaces: the name says them in a sentence. */
const OPTIONS = { rules: { 'label-content-name-mismatch': { enabled: false } } };

async function troubles(page: Page): Promise<readonly string[]> {
  const { violations } = await page.evaluate<AxeResults>(`${AXE}; axe.run(document, ${JSON.stringify(OPTIONS)})`);
  return violations.map(
    ({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`,
  );
}

const PAGES = [fixture('open/old-router.pcap'), fixture('session/packet-loss.pcap')];

describe.skipIf(!hasBrowser)('axe finds nothing', () => {
  const folder = useFolder();

  test.each([360, 768, 1280].flatMap((width) => (['light', 'dark'] as const).map((theme) => [width, theme] as const)))(
    'at %d pixels, %s',
    async (width, colorScheme) => {
      for (const capture of PAGES) {
        const { page } = await open(await pageOf(folder, capture), {
          viewport: { width, height: 900 },
          colorScheme,
          bypassCSP: true, // for axe itself
        });
        for (const details of await page.locator('details').all())
          await details.evaluate((element) => element.setAttribute('open', ''));
        expect(await troubles(page)).toEqual([]);
        await page.getByRole('grid').focus();
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').waitFor();
        expect(await troubles(page)).toEqual([]);
        await page.context().close();
      }
    },
  );
});
