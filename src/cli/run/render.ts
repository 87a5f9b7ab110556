import type { TraceNode } from '../../bytes/trace.ts';
import type { BgpMessage } from '../../decoders/bgp/message.ts';
import type { Exported } from '../../decoders/records/exported.ts';
import type { RawMessage } from '../../sessions/messages.ts';

/** How `decode` writes what it shows, whatever source told of it. */
export interface Render {
  /** A message of a captured session; `trace` where octets are shown. */
  message(raw: RawMessage, message: BgpMessage, trace: readonly TraceNode[] | null): string;
  /** A record of BMP or MRT in the file `source`. */
  exported(exported: Exported, source: string): string;
}
