import type { Artifact } from '../collectors/collector.ts';
import { createKnownSecrets, type KnownSecrets } from './secrets/known.ts';
import { type Removed, redactSecrets } from './secrets.ts';

export interface RemovedFrom extends Removed {
  /** Of the artifact. */
  readonly path: string;
}

export interface RedactedArtifacts {
  readonly artifacts: readonly Artifact[];
  readonly log: readonly RemovedFrom[];
}

/**
 * Artifacts without secrets, before they are written anywhere. What one of them gives away is removed from all the others too.
 * Captures stay as they are: what they hold of a password is a digest.
 * @param known what was found before, where they come one by one
 */
export function redactArtifacts(
  artifacts: readonly Artifact[],
  known: KnownSecrets = createKnownSecrets(),
): RedactedArtifacts {
  const log: RemovedFrom[] = [];
  function redactOnce(artifact: Artifact): Artifact {
    const note = (text: string): string => {
      const redacted = redactSecrets(text, known);
      for (const removed of redacted.log) log.push({ path: artifact.path, ...removed });
      return redacted.text;
    };
    const command = artifact.command.map(note);
    if (artifact.status === 'failed') return { ...artifact, command, reason: note(artifact.reason) };
    return { ...artifact, command, bytes: redactBytes(artifact.bytes, note) };
  }
  // The second time takes out what a later artifact gave away.
  const once = artifacts.map(redactOnce);
  return { artifacts: once.map(redactOnce), log };
}

/** Magic numbers of pcap, in both orders and resolutions, and of pcapng. */
const CAPTURES: ReadonlySet<number> = new Set([
  0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1, 0x0a0d0d0a,
]);

/** Captures, which `redact` is not asked about, and octets that are no text stay octet for octet. */
export function redactBytes(bytes: Uint8Array, redact: (text: string) => string): Uint8Array {
  if (bytes.length >= 4 && CAPTURES.has(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0))) return bytes;
  const { text, isUtf8 } = decode(bytes);
  const redacted = redact(text);
  if (redacted === text) return bytes;
  return isUtf8 ? new TextEncoder().encode(redacted) : Uint8Array.from(redacted, (each) => each.charCodeAt(0));
}

function decode(bytes: Uint8Array): { readonly text: string; readonly isUtf8: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), isUtf8: true };
  } catch {
    return { text: fromLatin1(bytes), isUtf8: false };
  }
}

const CHUNK = 8_192;

/** One character an octet, so that what is not redacted can be put back. */
function fromLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}
