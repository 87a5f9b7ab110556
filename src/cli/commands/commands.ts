import type { Command } from '../command.ts';
import { bgp } from './bgp.ts';
import { check } from './check.ts';
import { cleanup } from './cleanup.ts';
import { collect } from './collect.ts';
import { completion } from './completion.ts';
import { decode } from './decode.ts';
import { explain } from './explain.ts';
import { report } from './report.ts';
import { routes } from './routes.ts';
import { slice } from './slice.ts';
import { status } from './status.ts';
import { sysctl } from './sysctl.ts';

export const commands: readonly Command[] = [
  bgp,
  status,
  sysctl,
  routes,
  check,
  collect,
  decode,
  slice,
  report,
  explain,
  cleanup,
  completion(() => commands),
];
