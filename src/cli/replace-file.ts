import { rmSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Interrupt } from './io.ts';

const INTERRUPTS: readonly Interrupt[] = ['SIGINT', 'SIGTERM'];

/** It appears whole or not at all. Without `mode` no more may read it than could what was there before. */
export async function replaceFile(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}`);
  watch(temporary);
  try {
    await writeInto(temporary, content, mode ?? (await stat(path).catch(() => null))?.mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    unwatch(temporary);
  }
}

export async function writeInto(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

/** Written, and without their names so far. */
const unfinished = new Set<string>();

function watch(path: string): void {
  if (unfinished.size === 0) for (const signal of INTERRUPTS) process.on(signal, removeAndEnd);
  unfinished.add(path);
}

function unwatch(path: string): void {
  unfinished.delete(path);
  if (unfinished.size === 0) for (const signal of INTERRUPTS) process.off(signal, removeAndEnd);
}

/** A signal that nobody else listens to ends the process as usual, but nothing is left of what it was writing. */
function removeAndEnd(signal: Interrupt): void {
  if (process.listenerCount(signal) > 1) return;
  for (const path of unfinished) {
    rmSync(path, { force: true });
    unwatch(path);
  }
  process.kill(process.pid, signal);
}
