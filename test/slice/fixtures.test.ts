import { fixtures } from './slice-of.ts';
import { sliceTests } from './slices.ts';

// All of them take a quarter of a minute, and are in test/fuzz.
sliceTests(fixtures.filter((_, at) => at % 12 === 0));
