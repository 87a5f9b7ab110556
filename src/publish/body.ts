/** The text of our comment: the report, then what is attached and how it can be had. */
import { gzipSync } from 'node:zlib';
import type { Attachment } from './forge.ts';

/** An edit finds our comment by it; no forge shows it. */
export const MARKER: string = '<!-- k8sdoctor:report -->';
/** Octets of a capture that still fits into a comment as text. */
export const MAX_INLINE: number = 20 * 1024;

/** What became of a file. */
export type Placed =
  | { readonly file: Attachment; readonly url: string }
  | { readonly file: Attachment; readonly inline: true }
  | { readonly file: Attachment; readonly missing: string };

/** `markdown` writes the report in at most so many characters. */
export function composeBody(
  markdown: (maxLength: number) => string,
  placed: readonly Placed[],
  maxLength: number,
): string {
  const tail = placed.length === 0 ? '' : `\n### Attached\n\n${placed.map(describe).join('\n')}\n`;
  const room = maxLength - MARKER.length - tail.length - 1;
  return `${MARKER}\n${markdown(room)}${tail}`;
}

function describe(placed: Placed): string {
  const { name, octets, sha256, kind } = placed.file;
  const what = `${sizeOf(octets.length)}, SHA-256 \`${sha256}\``;
  const use = kind === 'capture' ? 'the packets that prove it, for Wireshark' : 'the same as a page, with all pictures';
  if ('url' in placed) return `- [${name}](${placed.url}): ${use} (${what})`;
  if ('missing' in placed) return `- \`${name}\` (${what}) is not attached: ${placed.missing}`;
  const text = gzipSync(octets, { level: 9 })
    .toString('base64')
    .replace(/.{1,76}/g, '$&\n');
  const command = `base64 -d <<'END' | gunzip > ${name}`;
  return [
    `- \`${name}\`: ${use} (${what}), as text: paste this into a shell.`,
    '',
    `<details><summary>${name}</summary>`,
    '',
    '```sh',
    command,
    `${text}END`,
    '```',
    '',
    '</details>',
  ].join('\n');
}

export function sizeOf(octets: number): string {
  return octets < 10_240 ? `${octets} octets` : `${Math.round(octets / 1024)} KiB`;
}
