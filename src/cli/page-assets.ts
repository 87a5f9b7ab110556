import { readFile } from 'node:fs/promises';
import type { PageAssets } from '../reporters/html/extras.ts';

/** Of dist/page.json, which lies two folders up and one down both from src/cli/ and from dist/cli/: only who wants HTML reads it. */
export async function readPageAssets(): Promise<PageAssets> {
  const assets: PageAssets = JSON.parse(await readFile(new URL('../../dist/page.json', import.meta.url), 'utf8'));
  return assets;
}
