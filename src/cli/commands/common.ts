import { type Format, FORMATS } from '../../reporters/formats.ts';
import { type Scope, SCOPES } from '../../redact/scope.ts';
import { type Option, choice, pick, either, flag, value } from '../option.ts';

export const format: Option<Format> = choice('--format <format>', 'of the result', FORMATS, 'text');
export const output: Option<string | undefined> = value(
  '-o, --output <file>',
  'write the result there instead of to standard output',
);
export const baseline: Option<string | undefined> = value(
  '--baseline <file>',
  'say what changed since that result, which --format json wrote',
);
export const color: Option<boolean | undefined> = either('--color', 'colour, whatever the output is', 'no colour');
export const ascii: Option<boolean> = flag('--ascii', 'no character outside ASCII');
export const debug: Option<boolean> = flag('--debug', 'show the stack of an error');
export const redact: Option<Scope | undefined> = {
  flags: '--redact <what>',
  help: 'put stand-ins in the place of addresses and AS numbers, of names, or of both: --redact is --redact=all; passwords and keys are removed in any case',
  choices: SCOPES,
  bare: 'all',
  fallback: undefined,
  parse: (text) => pick(text, SCOPES),
};
export const redactionMap: Option<string | undefined> = value(
  '--redaction-map <file>',
  'keep there what the stand-ins stand for, readable by you alone; given again, they stay the same',
);
