/** Messages as text: a line each, with `-v` their fields below it, with `-vv` their octets. */
import { type TraceNode, tile } from '../../bytes/trace.ts';
import { decodeMessage } from '../../decoders/bgp/decode-message.ts';
import { messageFields } from '../../decoders/bgp/describe/fields.ts';
import type { BgpMessage } from '../../decoders/bgp/message.ts';
import { inferredSummary, messageDetails } from '../../decoders/bgp/summary.ts';
import { exportedFields } from '../../decoders/records/fields.ts';
import type { Exported } from '../../decoders/records/exported.ts';
import { exportedSummary } from '../../decoders/records/summary.ts';
import type { Field } from '../../model/field.ts';
import { renderByteTree } from '../../reporters/text/byte-tree.ts';
import { renderFields } from '../../reporters/text/fields.ts';
import { type Painter, type Pen, count, plain } from '../../reporters/text/pen.ts';
import type { RawMessage } from '../../sessions/messages.ts';
import { endpointText, timeText } from './envelope-text.ts';
import type { Render } from './render.ts';

/** `verbosity`: 0 a line, 1 every field, 2 or more every octet too. */
export function createTextRender(pen: Pen, verbosity: number, several: boolean): Render {
  return {
    message(raw, message, trace) {
      const line = summaryLine(pen, several, raw, message);
      if (verbosity === 0) return line;
      const tree = trace === null ? [] : octets(pen, raw.bytes, trace, message);
      return block(pen, line, messageFields(message), tree);
    },
    exported(exported, source) {
      const { content } = exported;
      const line = exportedLine(pen, several ? source : null, exported);
      if (verbosity === 0) return line;
      return block(
        pen,
        line,
        exportedFields(exported),
        verbosity > 1 && content.kind === 'message' ? again(pen, content) : [],
      );
    },
  };
}

function block(pen: Pen, line: string, fields: readonly Field[], tree: readonly string[]): string {
  return [line, ...renderFields(pen, fields), ...(tree.length === 0 ? [] : ['', ...tree]), ''].join('\n');
}

function octets(pen: Pen, bytes: Uint8Array, trace: readonly TraceNode[], { fault }: BgpMessage): string[] {
  return renderByteTree(pen, { octets: bytes, nodes: tile(trace, 0, bytes.length), fault });
}

/** A record's message has been decoded without a trace. */
function again(pen: Pen, { bytes, context }: Extract<Exported['content'], { kind: 'message' }>): string[] {
  const trace: TraceNode[] = [];
  return octets(pen, bytes, trace, decodeMessage(bytes, context, trace));
}

function summaryLine(pen: Pen, several: boolean, raw: RawMessage, message: BgpMessage): string {
  const { stamp, source, destination, skipped, missing } = raw;
  const { paint } = pen;
  const file = several ? `${pen.show(stamp.source)} ` : '';
  const inferred = raw.guessed && message.type === 'UPDATE' ? [inferredSummary(raw.context)] : [];
  const details = pen.show([messageDetails(message), ...inferred].filter((part) => part !== '').join(', '));
  const type = paintOf(pen, message)(message.type);
  return [
    `${file}${stamp.frame} ${paint.faint(timeText(stamp))} ${endpointText(source)} > ${endpointText(destination)} ${type}`,
    details === '' ? '' : ` ${message.fault === null ? details : paint.error(details)}`,
    missing > 0 ? paint.warning(`, after ${count(missing, 'octet')} that the capture lacks`) : '',
    skipped > 0 ? paint.warning(`, after ${count(skipped, 'octet')} in which no message was found`) : '',
  ].join('');
}

function exportedLine(pen: Pen, file: string | null, exported: Exported): string {
  const { content } = exported;
  const isBroken = content.kind === 'message' ? content.message.fault !== null : content.fault !== null;
  const line = pen.show(`${file === null ? '' : `${file} `}${exportedSummary(exported)}`);
  return isBroken ? pen.paint.error(line) : line;
}

function paintOf({ paint }: Pen, { type, fault }: BgpMessage): Painter {
  if (fault !== null || type === 'NOTIFICATION' || type === 'UNKNOWN') return paint.error;
  if (type === 'OPEN') return paint.good;
  return type === 'KEEPALIVE' ? paint.faint : type === 'UPDATE' ? paint.strong : plain;
}
