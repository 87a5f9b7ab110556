import type { Scenario } from '../scenario.ts';
import { losses } from './session-losses.ts';
import { paths } from './session-paths.ts';
import { routes } from './session-routes.ts';
import { scriptedSessions } from './session-scripted.ts';
import { transport } from './session-tcp.ts';

export const session: readonly Scenario[] = [...losses, ...scriptedSessions, ...routes, ...paths, ...transport];
