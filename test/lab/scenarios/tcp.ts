import type { Scenario } from '../scenario.ts';

export const tcp: readonly Scenario[] = [];
