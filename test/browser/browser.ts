/** Debian's Chromium, driven by playwright-core, which brings no browser of its own. */
import { accessSync, constants } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PATHS = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`);
const executablePath = process.env['CHROMIUM'] ?? PATHS.find(isExecutable);
const mustRun = process.env['K8SDOCTOR_REQUIRE_ALL'] === '1';

export const hasBrowser: boolean = executablePath !== undefined;
if (!hasBrowser && !mustRun) console.warn('browser: skipped, for want of chromium');

export interface Opened {
  readonly page: Page;
  /** What the page, or the browser for it, complained of: errors, and what its policy kept out. */
  readonly complaints: readonly string[];
}

/** Letters are drawn alike, whatever screen and settings a machine has. */
const SAME_EVERYWHERE = ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'];

/** One browser for the tests of a file, and a context of its own for each page. */
export function useBrowser(): (file: string, options?: BrowserContextOptions) => Promise<Opened> {
  let browser: Browser | undefined;
  test.runIf(mustRun)('chromium is installed', () => expect(hasBrowser).toBe(true));
  beforeAll(async () => {
    if (executablePath !== undefined)
      browser = await chromium.launch({
        executablePath,
        args: [...SAME_EVERYWHERE, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      });
  });
  afterAll(async () => browser?.close());
  return async (file, options = {}) => {
    if (browser === undefined) throw new Error('there is no browser');
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith('file:') && !url.startsWith('data:')) complaints.push(`asks for ${url}`);
    });
    await page.goto(`file://${file}`);
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    return { page, complaints };
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
