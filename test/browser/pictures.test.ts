import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, test } from 'vitest';
import { hasBrowser, useBrowser } from './browser.ts';
import { fixture, pageOf, useFolder } from './pages.ts';
import { expectPicture, IMAGES, PICTURES } from './picture.ts';

const open = useBrowser();

const ALL = [360, 768, 1280].flatMap((width) => [
  { width, theme: 'light' } as const,
  { width, theme: 'dark' } as const,
]);
const OF_THE_LOSSY = [
  { width: 360, theme: 'dark' },
  { width: 1280, theme: 'light' },
] as const;

describe.skipIf(!hasBrowser)('the page looks as it did', () => {
  const folder = useFolder();
  const before = process.cwd();

  // The page shows the names of files as they were given.
  beforeAll(() => {
    process.chdir(folder);
    return () => process.chdir(before);
  });

  async function openSmall(name: string, options: BrowserContextOptions): Promise<Page> {
    copyFileSync(fixture(name), basename(name));
    const path = await pageOf(folder, basename(name));
    return (await open(path, { deviceScaleFactor: 0.5, bypassCSP: true, reducedMotion: 'reduce', ...options })).page;
  }

  describe.each([
    ['refused', 'open/old-router.pcap', ALL],
    ['lossy', 'session/packet-loss.pcap', OF_THE_LOSSY],
  ])('%s', (name, capture, looks) => {
    test.each(looks)('at $width pixels, $theme', async ({ width, theme }) => {
      const page = await openSmall(capture, { viewport: { width, height: 800 }, colorScheme: theme });
      await expectPicture(page, join(PICTURES, `${name}-${width}-${theme}.png`));
    });

    test('on paper', async () => {
      const page = await openSmall(capture, { viewport: { width: 720, height: 1000 } });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await expectPicture(page, join(PICTURES, `${name}-paper.png`));
    });
  });

  test('in the README: verdict and finding', async () => {
    const page = await openSmall('open/old-router.pcap', {
      viewport: { width: 1100, height: 800 },
      deviceScaleFactor: 1,
    });
    await expectPicture(page, join(IMAGES, 'report.png'), page.locator('header.top'), page.locator('.finding').first());
  });

  test('in the README: a session', async () => {
    const page = await openSmall('session/packet-loss.pcap', {
      viewport: { width: 1100, height: 3500 },
      deviceScaleFactor: 1,
      colorScheme: 'dark',
    });
    await page.keyboard.press('Tab');
    await page.locator('.rung[data-event=UPDATE]').first().focus();
    await page.locator('#tip').waitFor();
    await expectPicture(page, join(IMAGES, 'ladder.png'), page.locator('.ladder-figure'), page.locator('.timeline'));
  });
});
