/** A picture of a page beside the one that is kept: `PICTURES=write` keeps anew what was looked at. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export const PICTURES: string = fileURLToPath(new URL('pictures', import.meta.url));
/** Those of the README. */
export const IMAGES: string = fileURLToPath(new URL('../../docs/images', import.meta.url));
/** Of a channel's 255: what antialiasing of another version may change. */
const SHADE = 48;
/** Of all points. */
const TOLERATED = 0.003;

/** Of the whole page, or what stands from one element to another. */
export async function expectPicture(page: Page, path: string, from?: Locator, to?: Locator): Promise<void> {
  await settle(page);
  const clip = from === undefined || to === undefined ? {} : { clip: await around(from, to) };
  const picture = await page.screenshot({ fullPage: true, animations: 'disabled', ...clip });
  if (process.env['PICTURES'] === 'write') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, picture);
    return;
  }
  const kept = existsSync(path) ? readFileSync(path) : null;
  const difference = kept === null ? 'none is kept' : await compare(page, kept, picture);
  if (difference === null) return;
  const seen = join(tmpdir(), `k8sdoctor-${basename(path)}`);
  writeFileSync(seen, picture);
  expect.fail(`${seen} is not as ${path}: ${difference}. Look at both; PICTURES=write keeps the new one.`);
}

async function around(from: Locator, to: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const [first, last] = await Promise.all([from.boundingBox(), to.boundingBox()]);
  if (first === null || last === null) throw new Error('it is not on the page');
  const edge = 16;
  const right = Math.max(first.x + first.width, last.x + last.width);
  const x = Math.min(first.x, last.x) - edge;
  return { x, y: first.y - edge, width: right - x + edge, height: last.y + last.height - first.y + 2 * edge };
}

/** One font for all machines, and nothing that another run has otherwise. */
async function settle(page: Page): Promise<void> {
  await page.addStyleTag({
    content: `:root { --sans: 'DejaVu Sans'; --mono: 'DejaVu Sans Mono' } .made { visibility: hidden }`,
  });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** In the browser, which can read PNG: how they differ, or null. */
async function compare(page: Page, kept: Buffer, seen: Buffer): Promise<string | null> {
  const urls = [kept, seen].map((octets) => `data:image/png;base64,${octets.toString('base64')}`);
  const { sizes, part } = await page.evaluate(
    async ({ both, shade }) => {
      const images = await Promise.all(
        both.map(async (url) => {
          const image = new Image();
          image.src = url;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const pen = canvas.getContext('2d');
          pen?.drawImage(image, 0, 0);
          return pen?.getImageData(0, 0, image.width, image.height);
        }),
      );
      const [left, right] = images;
      if (left === undefined || right === undefined) throw new Error('no canvas');
      let count = 0;
      for (let at = 0; at < left.data.length; at += 4)
        for (const channel of [0, 1, 2])
          if (Math.abs((left.data[at + channel] ?? 0) - (right.data[at + channel] ?? 0)) > shade) {
            count += 1;
            break;
          }
      return {
        sizes: [left, right].map(({ width, height }) => `${width}×${height}`),
        part: count / (left.data.length / 4),
      };
    },
    { both: urls, shade: SHADE },
  );
  if (sizes[0] !== sizes[1]) return `${sizes[1]} points, not ${sizes[0]}`;
  return part <= TOLERATED ? null : `${(part * 100).toFixed(2)} % of its points are others`;
}
