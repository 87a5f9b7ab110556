import { type Format, FORMATS } from '../../reporters/formats.ts';
import { type Option, choice, either, flag, value } from '../option.ts';

export const format: Option<Format> = choice('--format <format>', 'of the result', FORMATS, 'text');
export const output: Option<string | undefined> = value(
  '-o, --output <file>',
  'write the result there instead of to standard output',
);
export const color: Option<boolean | undefined> = either('--color', 'colour, whatever the output is', 'no colour');
export const ascii: Option<boolean> = flag('--ascii', 'no character outside ASCII');
export const debug: Option<boolean> = flag('--debug', 'show the stack of an error');
