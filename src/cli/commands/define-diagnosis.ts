import { type Command, type Context, defineCommand, type Example } from '../command.ts';
import type { BgpOptions } from '../run/bgp.ts';
import { CNIS } from '../../model/node.ts';
import { FAIL_ON } from '../exit-code.ts';
import { choice, chosen, flag, list, parsePort, value } from '../option.ts';
import { ascii, baseline, color, debug, format, output, redact, redactionMap } from './common.ts';
import { actingOptions, captureOptions, sourceOptions } from './source-options.ts';

interface Diagnosis {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly Example[];
  readonly run: (context: Context, files: readonly string[], options: BgpOptions) => Promise<number>;
}

/** A command that joins captures with all else. */
export const defineDiagnosis = ({ name, summary, examples, run }: Diagnosis): Command =>
  defineCommand({
    name,
    summary,
    operands: '[file...]',
    operandHelp:
      'captures (pcap or pcapng, gzip too) and what commands printed (as for status, routes and sysctl), or - for standard input',
    options: {
      pcap: list('--pcap <file>', 'a capture, or - for standard input, live too (repeatable)', String),
      port: list('--port <number>', "a further TCP port that carries BGP: Calico's listenPort (repeatable)", parsePort),
      cni: chosen('--cni <name>', 'what speaks BGP on the local side: its commands go into the remedies', CNIS),
      tcpMd5KeyFile: list(
        '--tcp-md5-key-file <file>',
        'a file that holds a TCP MD5 key: says which side signs with another one (repeatable)',
        String,
      ),
      format,
      output,
      baseline,
      evidence: value(
        '--evidence <dir>',
        'write there, for each session in trouble, the small capture that proves it; of both ends, if both were captured',
      ),
      failOn: choice('--fail-on <severity>', 'exit 1 from this severity on', FAIL_ON, 'error'),
      quiet: flag('-q, --quiet', 'only the verdict'),
      verbose: flag('-v, --verbose', 'capabilities, healthy sessions and skipped checks in full'),
      ...sourceOptions,
      ...captureOptions,
      ...actingOptions,
      redact,
      redactionMap,
      color,
      ascii,
      debug,
    },
    examples,
    run,
  });
