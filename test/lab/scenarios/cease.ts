import type { Scenario } from '../scenario.ts';

export const cease: readonly Scenario[] = [];
