import { inferredSummary, messageSummary } from '../../decoders/bgp/summary.ts';
import { inferredToJson, messageToJson } from '../../decoders/bgp/to-json.ts';
import type { Exported } from '../../decoders/records/exported.ts';
import { exportedSummary } from '../../decoders/records/summary.ts';
import { exportedToJson } from '../../decoders/records/to-json.ts';
import { createCaptureAnalysis } from '../../evidence/captures.ts';
import { toIso } from '../../model/timestamp.ts';
import { toAscii } from '../../reporters/ascii.ts';
import { visible } from '../../reporters/visible.ts';
import { type DecodedMessage, type SocketAddress, decodingListener } from '../../sessions/messages.ts';
import type { Context } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { createLineWriter } from '../line-writer.ts';
import { isUnicode } from '../terminal.ts';
import { openingAny } from './open-any.ts';
import { readCaptures } from './read-captures.ts';

export interface DecodeOptions {
  readonly format: 'text' | 'jsonl';
  readonly port: readonly number[];
  readonly ascii: boolean;
}

/** Prints message after message as they arrive; once nobody reads any more (`| head`) it stops. */
export async function runDecode(context: Context, names: readonly string[], options: DecodeOptions): Promise<number> {
  const { io } = context;
  const writer = createLineWriter(io.stdout);
  const inScript = isUnicode(io, options.ascii) ? asItIs : toAscii;
  const describe =
    options.format === 'jsonl'
      ? toJsonLine
      : (decoded: DecodedMessage, named: boolean) => inScript(toTextLine(decoded, named));
  const describeExported =
    options.format === 'jsonl'
      ? exportedToJsonLine
      : (exported: Exported, file: string | null) => inScript(exportedToTextLine(exported, file));
  const several = names.length > 1;
  const analysis = createCaptureAnalysis({
    ports: options.port,
    listener: decodingListener((decoded) => writer.add(describe(decoded, several))),
  });
  const into = openingAny(analysis, (exported, name) => writer.add(describeExported(exported, several ? name : null)));
  const { unreadable, broken, interrupted } = await readCaptures(context, names, into, {
    afterChunk: writer.flush,
    signal: writer.closed,
  });
  const { incomplete } = analysis.finish(); // hands out what still waited for a lost segment
  await writer.end();
  for (const { source, why } of unreadable) io.stderr.write(`k8sdoctor: ${visible(`${source}: ${why}`)}\n`);
  for (const [name, why] of broken) io.stderr.write(`k8sdoctor: ${visible(`${name}: not read to its end: ${why}`)}\n`);
  const partial = unreadable.length + broken.size + incomplete.length > 0;
  return exitCode({ ran: true, interrupted, summary: { error: 0, warning: 0, info: 0 }, failOn: 'never', partial });
}

function toJsonLine({ stamp, source, destination, message, inferred }: DecodedMessage, several: boolean): string {
  return JSON.stringify({
    ...(several && { source: stamp.source }),
    frame: stamp.frame,
    time: toIso(stamp),
    src: endpoint(source),
    dst: endpoint(destination),
    ...messageToJson(message),
    ...inferredToJson(inferred),
  });
}

function toTextLine({ stamp, source, destination, message, inferred }: DecodedMessage, several: boolean): string {
  const file = several ? `${stamp.source} ` : '';
  const said = [messageSummary(message), ...(inferred === null ? [] : [inferredSummary(inferred)])].join(', ');
  return visible(`${file}${stamp.frame} ${toIso(stamp)} ${endpoint(source)} > ${endpoint(destination)} ${said}`);
}

function exportedToJsonLine(exported: Exported, file: string | null): string {
  return JSON.stringify({ ...(file !== null && { source: file }), ...exportedToJson(exported) });
}

function exportedToTextLine(exported: Exported, file: string | null): string {
  return visible(`${file === null ? '' : `${file} `}${exportedSummary(exported)}`);
}

const asItIs = (line: string): string => line;

/** `10.0.0.1:179`, `[2001:db8::1]:179`. */
const endpoint = ({ address, port }: SocketAddress): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
