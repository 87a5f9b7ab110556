import type { Scenario } from '../scenario.ts';

export const capture: readonly Scenario[] = [];
