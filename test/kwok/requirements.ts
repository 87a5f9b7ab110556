import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { missing as missingOfCluster } from '../cluster/requirements.ts';

/** test/kwok/build.sh reads it. */
const VERSION = '0.7.0';
const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
export const KWOK: string = join(cache, 'k8sdoctor', `kwok-${VERSION}`, 'kwok');

export const missing: readonly string[] = [...missingOfCluster, ...(existsSync(KWOK) ? [] : ['kwok'])];
