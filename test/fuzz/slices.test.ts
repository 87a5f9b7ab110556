import { fixtures } from '../slice/slice-of.ts';
import { sliceTests } from '../slice/slices.ts';

sliceTests(fixtures);
