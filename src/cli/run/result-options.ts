import type { Report } from '../../model/report.ts';
import type { Format } from '../../reporters/formats.ts';
import type { TextOptions } from '../../reporters/text/pen.ts';
import type { RedactOptions } from '../redact/open-redaction.ts';
import type { Wishes } from '../terminal.ts';

export interface ResultOptions extends Wishes, RedactOptions {
  readonly format: Format;
  /** The file of `-o`: no terminal shows it. */
  readonly output: string | undefined;
  /** An earlier result, to be compared with. */
  readonly baseline?: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Characters of Markdown. */
  readonly maxLength?: number | undefined;
}

/** The text of a command, and the cells that a line of it may take. */
export interface TextForm {
  readonly render: (report: Report, options: TextOptions) => string;
  readonly widest?: number;
}
