import type { Scenario } from '../scenario.ts';
import { oldRouters } from './old-router.ts';
import { openCollisions } from './open-collisions.ts';
import { openPairs } from './open-pairs.ts';
import { openScripted } from './open-scripted.ts';

export const open: readonly Scenario[] = [...oldRouters, ...openPairs, ...openScripted, ...openCollisions];
