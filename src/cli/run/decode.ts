import type { TraceNode } from '../../bytes/trace.ts';
import { decodeMessage } from '../../decoders/bgp/decode-message.ts';
import { typeField } from '../../decoders/bgp/header.ts';
import type { Exported } from '../../decoders/records/exported.ts';
import { createCaptureAnalysis } from '../../evidence/captures.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { sourceName } from '../../reporters/source-name.ts';
import { createPen } from '../../reporters/text/pen.ts';
import { visible } from '../../reporters/visible.ts';
import { type RawMessage, rawListener } from '../../sessions/messages.ts';
import type { Context } from '../command.ts';
import { exitCodeWithoutFindings } from '../exit-code.ts';
import { createLineWriter, JSON_ARRAY, LINES } from '../line-writer.ts';
import { type Wishes, createPaint, isColoured, isUnicode, widthOf } from '../terminal.ts';
import { exportedFilter } from './exported-filter.ts';
import { createMessageFilter, type FilterOptions } from './message-filter.ts';
import { createJsonRender } from './message-json.ts';
import { createTextRender } from './message-text.ts';
import { openingAny } from './open-any.ts';
import { readCaptures } from './read-captures.ts';
import type { Render } from './render.ts';

export interface DecodeOptions extends FilterOptions, Wishes {
  readonly format: 'text' | 'json' | 'jsonl';
  readonly port: readonly number[];
  /** How often -v was given. */
  readonly verbose: number;
}

/** Prints message after message as they arrive; once nobody reads any more (`| head`) it stops. */
export async function runDecode(context: Context, names: readonly string[], options: DecodeOptions): Promise<number> {
  const { io } = context;
  const writer = createLineWriter(io.stdout, options.format === 'json' ? JSON_ARRAY : LINES);
  const filter = createMessageFilter(options);
  const render = await createRender(context, options, names.length > 1);
  const isTraced = options.format === 'text' && options.verbose > 1;
  let firstRecord: Timestamp | null = null;

  function take(raw: RawMessage): void {
    const { bytes, stamp, source, destination } = raw;
    const sent = { time: stamp, source, destination };
    if (!filter.wants(sent, typeField(bytes), analysis.start)) return;
    const trace: TraceNode[] | null = isTraced ? [] : null;
    const message = decodeMessage(bytes, raw.context, trace);
    if (filter.keeps(sent, message)) writer.add(render.message(raw, message, trace));
  }

  function takeExported(exported: Exported, source: string): void {
    firstRecord ??= exported.time;
    if (exportedFilter(filter, exported, firstRecord)) writer.add(render.exported(exported, source));
  }

  const analysis = createCaptureAnalysis({ ports: options.port, listener: rawListener(take) });
  const { unreadable, broken, interrupted } = await readCaptures(context, names, openingAny(analysis, takeExported), {
    afterChunk: writer.flush,
    signal: writer.closed,
  });
  const { incomplete } = analysis.finish(); // hands out what still waited for a lost segment
  await writer.end();
  for (const { source, why } of unreadable)
    io.stderr.write(`k8sdoctor: ${visible(`${sourceName(source ?? '-')}: ${why}`)}\n`);
  for (const [name, why] of broken)
    io.stderr.write(`k8sdoctor: ${visible(`${sourceName(name)}: not read to its end: ${why}`)}\n`);
  const partial = unreadable.length + broken.size + incomplete.length > 0;
  return exitCodeWithoutFindings(interrupted, partial);
}

const WIDEST = 200; // octets stand beside what they mean

async function createRender({ io }: Context, options: DecodeOptions, several: boolean): Promise<Render> {
  const { format, color, ascii, verbose } = options;
  if (format !== 'text') return createJsonRender(several);
  const pen = createPen({
    width: widthOf(io.stdout, WIDEST),
    unicode: isUnicode(io, ascii),
    paint: await createPaint(isColoured(io, io.stdout, color)),
    verbosity: verbose > 0 ? 'verbose' : 'normal',
  });
  return createTextRender(pen, verbose, several);
}
