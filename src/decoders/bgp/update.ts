import type { BgpUpdate, DecodeContext, MessageFault } from './message.ts';

export function decodeUpdate(
  _message: Uint8Array,
  _context: DecodeContext,
): { readonly update: BgpUpdate; readonly fault: MessageFault | null } {
  return { update: { withdrawn: [], attributes: [], nlri: [] }, fault: null };
}
