import type { BgpMessage } from '../../decoders/bgp/message.ts';
import { messageToJsonText } from '../../decoders/bgp/json-text.ts';
import { inferredToJson } from '../../decoders/bgp/to-json.ts';
import { exportedToJson } from '../../decoders/records/to-json.ts';
import { escapeHidden, safeJson } from '../../reporters/safe-json.ts';
import type { RawMessage } from '../../sessions/messages.ts';
import { endpointText, timeText } from './envelope-text.ts';
import type { Render } from './render.ts';

/** Each message as an object of JSON, on one line. */
export function createJsonRender(several: boolean): Render {
  return {
    message: (raw, message) => escapeHidden(messageJson(several, raw, message)),
    exported: (exported, source) => safeJson({ ...(several && { source }), ...exportedToJson(exported) }),
  };
}

/** What stands before the type is put together here: for the messages of a table that costs less. */
function messageJson(several: boolean, raw: RawMessage, message: BgpMessage): string {
  const { stamp, source, destination, skipped, missing } = raw;
  const file = several ? `"source":${JSON.stringify(stamp.source)},` : '';
  const lost = `${missing > 0 ? `"missing":${missing},` : ''}${skipped > 0 ? `"skipped":${skipped},` : ''}`;
  const ends = `"src":"${endpointText(source)}","dst":"${endpointText(destination)}"`;
  const rest = messageToJsonText(message).slice(1);
  const head = `{${file}"frame":${stamp.frame},"time":"${timeText(stamp)}",${ends},${lost}`;
  if (!raw.guessed || message.type !== 'UPDATE') return head + rest;
  return `${head}${rest.slice(0, -1)},${JSON.stringify(inferredToJson(raw.context)).slice(1)}`;
}
