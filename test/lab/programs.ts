import { existsSync } from 'node:fs';
import { PROGRAMS } from './daemons/daemons.ts';

const { env } = process;
const path = (env['PATH'] ?? '').split(':');

/** What the lab needs and this machine lacks. */
export const missing: readonly string[] = [
  ...PROGRAMS.filter(
    (program) =>
      !(program.startsWith('/') ? existsSync(program) : path.some((folder) => existsSync(`${folder}/${program}`))),
  ),
  ...(process.getuid?.() === 0 ? [] : ['root']),
];
