import type { Scenario } from '../scenario.ts';
import { limits } from './cease-limits.ts';
import { operators } from './cease-operators.ts';
import { scriptedCeases } from './cease-scripted.ts';

export const cease: readonly Scenario[] = [...limits, ...operators, ...scriptedCeases];
