import type { SourceOptions } from '../commands/source-options.ts';
import type { FailOn } from '../exit-code.ts';
import type { ResultOptions } from './result-options.ts';

export interface StatusOptions extends ResultOptions, SourceOptions {
  readonly failOn: FailOn;
  /** Of the text; undefined for where it is needed. */
  readonly matrix: boolean | undefined;
  /** Seconds between two looks; undefined for one look. */
  readonly watch: number | undefined;
}
