import type { Scenario } from '../scenario.ts';
import { oldRouters } from './old-router.ts';

export const open: readonly Scenario[] = [...oldRouters];
