import { readFileSync } from 'node:fs';

const folder = new URL('../../../fixtures/outputs/kernel/', import.meta.url);

/** The lines of an output that a real kernel printed. */
export const output = (name: string): readonly string[] => readFileSync(new URL(name, folder), 'utf8').split('\n');

export const origin = { source: 'paste.txt', line: 1 } as const;
