import { readFileSync } from 'node:fs';

/** Of package.json, which lies two folders up both from src/cli/ and from dist/cli/ and dist/chunks/. */
export function readVersion(): string {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return version;
}
