import { readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** Beside the bundle: what V8 made of it when it was built. */
export const cachePath = (bundle) => `${bundle}.cache`;

/**
 * What the bundle exports. Compiling a megabyte takes longer than reading a small capture, so it is not done twice: from
 * 22.1 on Node keeps what it compiled; before that we hand it what the build kept, which V8 rejects if it is not its own.
 */
export function load(bundle) {
  if (module.enableCompileCache === undefined) return evaluate(bundle).exports;
  module.enableCompileCache();
  return createRequire(bundle)(bundle);
}

/** `cachedData()` holds what has been compiled by the time it is called. */
export function evaluate(bundle) {
  const source = readFileSync(bundle, 'latin1'); // esbuild writes ASCII
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: bundle,
    cachedData: readIfThere(cachePath(bundle)),
  });
  const made = { exports: {} };
  script.runInThisContext()(made.exports, createRequire(bundle), made, bundle, dirname(bundle));
  return { exports: made.exports, cachedData: () => script.createCachedData() };
}

function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
