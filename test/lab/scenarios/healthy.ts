import type { Scenario } from '../scenario.ts';

export const healthy: readonly Scenario[] = [];
