import { type Command, defineCommand } from '../command.ts';
import { FAIL_ON } from '../exit-code.ts';
import { ATTACH_VIA, FORGES } from '../../publish/forge.ts';
import { choice, flag, oneOf, parseCount, parsed, value } from '../option.ts';
import { ascii, color, debug, format, output, redact, redactionMap } from './common.ts';

export const report: Command = defineCommand({
  name: 'report',
  summary: 'Writes a saved result in another format, or into an issue.',
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
    issue: value(
      '--issue <url>',
      'write it into this issue, pull or merge request as a comment, with its files; in a clone its number will do',
    ),
    new: value('--new <title>', 'into a new issue; of the project of --issue, or of the clone'),
    forge: oneOf('--forge <kind>', 'what runs at that address, where it does not tell', FORGES),
    attachVia: oneOf('--attach-via <how>', 'where files go on GitHub, which attaches none', ATTACH_VIA),
    rawCapture: flag('--raw-capture', 'real addresses and names for a project that anybody can read'),
    yes: flag('-y, --yes', 'publish without a question'),
    dryRun: flag('--dry-run', 'ask nobody and send nothing: only write the files'),
    keep: value('--keep <dir>', 'write the files there; with --dry-run k8sdoctor-report'),
    quiet: flag('-q, --quiet', 'only the verdict'),
    verbose: flag('-v, --verbose', 'capabilities, healthy sessions and skipped checks in full'),
    redact,
    redactionMap,
    color,
    ascii,
    debug,
  },
  notes: `--issue and --new show what they would write where, and ask. The token comes from GITHUB_TOKEN, GITLAB_TOKEN or
GITEA_TOKEN, gh, glab, or a git credential helper. A second run writes the same comment anew. docs/publishing.md`,
  examples: [
    ['k8sdoctor report result.json', 'as text, for a person'],
    ['k8sdoctor report result.json --format markdown', 'to paste into an issue'],
    ['k8sdoctor report result.json --issue https://github.com/o/r/issues/12', 'into an issue, with page and capture'],
    ['k8sdoctor report result.json --new "BGP down on worker-1"', 'into a new one of the project of this clone'],
    ['k8sdoctor report result.json --format markdown --max-length 1000000', 'of GitLab, which takes more'],
  ],
  run: async (context, operands, options) => (await import('../run/report.ts')).runReport(context, operands, options),
});
