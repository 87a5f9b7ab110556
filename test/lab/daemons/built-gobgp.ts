import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { GobgpPrograms } from './gobgp.ts';

/** test/lab/build-gobgp.sh reads it. */
const VERSION = '4.8.0';
const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const folder = join(cache, 'k8sdoctor', `gobgp-${VERSION}`);

/** A GoBGP that speaks with the zebra of Debian's FRR. */
export const BUILT: GobgpPrograms = { gobgp: join(folder, 'gobgp'), gobgpd: join(folder, 'gobgpd') };
export const isBuilt: boolean = existsSync(BUILT.gobgpd);
