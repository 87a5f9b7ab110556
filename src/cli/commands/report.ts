import { type Command, defineCommand } from '../command.ts';
import { FAIL_ON } from '../exit-code.ts';
import { choice, flag, parseCount, parsed } from '../option.ts';
import { ascii, color, debug, format, output, redact, redactionMap } from './common.ts';

export const report: Command = defineCommand({
  name: 'report',
  summary: 'Writes a saved result in another format.',
  operands: '<result>',
  operandHelp: 'what --format json wrote, or - for standard input',
  options: {
    format,
    output,
    maxLength: parsed(
      '--max-length <characters>',
      'cut Markdown to so many; default 65536, what GitHub takes',
      parseCount,
    ),
    failOn: choice(
      '--fail-on <severity>',
      'exit 1 from this severity on, as the command that made it',
      FAIL_ON,
      'never',
    ),
    quiet: flag('-q, --quiet', 'only the verdict'),
    verbose: flag('-v, --verbose', 'capabilities, healthy sessions and skipped checks in full'),
    redact,
    redactionMap,
    color,
    ascii,
    debug,
  },
  examples: [
    ['k8sdoctor report result.json', 'as text, for a person'],
    ['k8sdoctor report result.json --format markdown', 'to paste into an issue'],
    ['k8sdoctor report result.json --format markdown --max-length 1000000', 'of GitLab, which takes more'],
  ],
  run: async (context, operands, options) => (await import('../run/report.ts')).runReport(context, operands, options),
});
