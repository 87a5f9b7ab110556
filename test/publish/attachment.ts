import { createHash } from 'node:crypto';
import type { Attachment } from '../../src/publish/forge.ts';

export function attachment(kind: Attachment['kind'], extension: string, octets: Uint8Array): Attachment {
  const sha256 = createHash('sha256').update(octets).digest('hex');
  return { name: `${kind}-${sha256.slice(0, 8)}.${extension}`, octets, type: 'application/octet-stream', sha256, kind };
}
