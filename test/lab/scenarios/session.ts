import type { Scenario } from '../scenario.ts';

export const session: readonly Scenario[] = [];
