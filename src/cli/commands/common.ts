import { type Option, either, flag } from '../option.ts';

export const color: Option<boolean | undefined> = either('--color', 'colour, whatever the output is', 'no colour');
export const ascii: Option<boolean> = flag('--ascii', 'no character outside ASCII');
export const debug: Option<boolean> = flag('--debug', 'show the stack of an error');
