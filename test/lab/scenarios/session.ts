import type { Scenario } from '../scenario.ts';
import { carried } from './session-carried.ts';
import { losses } from './session-losses.ts';
import { paths } from './session-paths.ts';
import { restarts } from './session-restarts.ts';
import { routes } from './session-routes.ts';
import { scriptedSessions } from './session-scripted.ts';
import { transport } from './session-tcp.ts';

export const session: readonly Scenario[] = [
  ...losses,
  ...scriptedSessions,
  ...routes,
  ...carried,
  ...restarts,
  ...paths,
  ...transport,
];
