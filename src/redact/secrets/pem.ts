/** Keys and certificates that are written over several lines: PEM (RFC 7468), OpenSSH, SSH2 (RFC 4716), PuTTY. */
import { type Mark, marker, type SecretKind } from './kind.ts';

const BEGIN = /-{4,5} ?BEGIN ([A-Za-z0-9][\w .]{0,60}?) ?-{4,5}/;
const END = /-{4,5} ?END [A-Za-z0-9][\w .]{0,60}-{4,5}/;
/** One whose line ends were lost, or escaped. */
const IN_ONE_LINE =
  /-{4,5} ?BEGIN ([A-Za-z0-9][\w .]{0,60}?) ?-{4,5}[^-]{0,65536}(?:-{4,5} ?END [\w .]{1,62}-{4,5}|$)/g;
/** A line of one whose end is missing: base64, or a header of it. */
const BODY = /^[\s>|+]*(?:[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{1,76}={1,2}|(?:Proc-Type|DEK-Info|Comment): .*)\s*$/;
const PUTTY_LINES = /^\s*Private-Lines: *(\d{1,4})\s*$/;

function kindOf(label: string): SecretKind | null {
  if (/PUBLIC/i.test(label)) return null;
  if (/PRIVATE|PGP/i.test(label)) return 'private-key';
  return /CERT|CRL|PKCS7|CMS/i.test(label) ? 'certificate' : 'key';
}

/** Replaces the block that begins at `lines[at]`, line for line. Returns the line behind it, or `at` where none begins. */
export function redactBlock(lines: string[], at: number, mark: Mark): number {
  const first = lines[at] ?? '';
  const count = PUTTY_LINES.exec(first)?.[1];
  if (count !== undefined) return replaceLines(lines, at + 1, at + 1 + Number(count), 'private-key', mark);
  const begin = BEGIN.exec(first);
  const kind = begin === null ? null : kindOf(begin[1] ?? '');
  if (begin === null || kind === null || END.test(first)) return at;
  lines[at] = first.slice(begin.index);
  const end = replaceLines(lines, at, findEnd(lines, at + 1), kind, mark);
  lines[at] = first.slice(0, begin.index) + (lines[at] ?? '');
  return end;
}

/** The line behind a block's last; without an `END` line, behind the last one that can be of it. */
function findEnd(lines: readonly string[], from: number): number {
  let body = from;
  let isBody = true;
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (END.test(line)) return at + 1;
    if (BEGIN.test(line)) return body;
    isBody &&= line.trim() === '' || BODY.test(line);
    if (isBody && line.trim() !== '') body = at + 1;
    if (!isBody && at - from > LONGEST) return body;
  }
  return body;
}

/** Lines of a block with an `END` that are not its own, such as marks of a difference. */
const LONGEST = 500;

function replaceLines(lines: string[], from: number, to: number, kind: SecretKind, mark: Mark): number {
  const end = Math.min(to, lines.length);
  mark(kind, (lines[from + 1] ?? '').trim(), from, true);
  for (let at = from; at < end; at += 1) lines[at] = (lines[at] ?? '').replace(/\S(?:.*\S)?/s, marker(kind));
  return end;
}

/** A block in one line. */
export function redactInline(line: string, lineNumber: number, mark: Mark): string {
  return line.replace(IN_ONE_LINE, (block: string, label: string) => {
    const kind = kindOf(label);
    return kind === null ? block : mark(kind, '', lineNumber);
  });
}
