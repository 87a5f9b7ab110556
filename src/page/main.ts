import { setUpTheme } from './theme.ts';

setUpTheme();
