/** TCP options (RFC 9293 §3.2): one octet of kind, one of length that counts both, then the value. */
import { u16, u32, u8 } from '../../net/octets.ts';
import type { Dissected } from '../dissected.ts';

/** By the IANA registry of TCP option kinds. */
const Kind = { End: 0, NoOperation: 1, MSS: 2, WindowScale: 3, Timestamps: 8, MD5: 19, AO: 29 } as const;
const Length = { MSS: 4, WindowScale: 3, Timestamps: 10, MD5: 18 } as const;

/** Reads up to the first option whose length is impossible: a bad list costs the options behind it and nothing else. */
export function readTcpOptions(bytes: Uint8Array, start: number, end: number, out: Dissected): void {
  out.mss = -1;
  out.windowScale = -1;
  out.timestamp = -1;
  out.auth = null;
  out.digestAt = -1;
  let at = start;
  while (at < end) {
    const kind = u8(bytes, at);
    if (kind === Kind.End) return;
    if (kind === Kind.NoOperation) {
      at++;
      continue;
    }
    if (at + 2 > end) return;
    const length = u8(bytes, at + 1);
    if (length < 2 || at + length > end) return;
    readOption(bytes, kind, length, at + 2, out);
    at += length;
  }
}

function readOption(bytes: Uint8Array, kind: number, length: number, at: number, out: Dissected): void {
  if (kind === Kind.MSS && length === Length.MSS) out.mss = u16(bytes, at);
  else if (kind === Kind.WindowScale && length === Length.WindowScale) out.windowScale = u8(bytes, at);
  else if (kind === Kind.Timestamps && length === Length.Timestamps) out.timestamp = u32(bytes, at);
  else if (kind === Kind.MD5) {
    out.auth = 'md5';
    if (length === Length.MD5) out.digestAt = at;
  } else if (kind === Kind.AO) out.auth = 'ao';
}
