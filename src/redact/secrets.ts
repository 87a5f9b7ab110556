/**
 * Takes passwords, keys, tokens and certificates out of outputs, configurations, resources and logs. A marker that says what
 * it was, `<redacted:bgp-password>`, stands in their place: a JSON string stays one, and lines keep their numbers.
 * Secrets are known by the words before them, by the names of fields, by their own shapes, and, once one was found, by itself.
 */
import { redactAssignments } from './secrets/assignments.ts';
import { redactCommands } from './secrets/commands.ts';
import { nameInEnvironment, redactEnvironment, redactValue } from './secrets/environment.ts';
import { type Mark, marker, type SecretKind } from './secrets/kind.ts';
import { createKnownSecrets, type KnownSecrets } from './secrets/known.ts';
import { redactJsonSecrets } from './secrets/kubernetes-json.ts';
import { redactYamlSecrets } from './secrets/kubernetes.ts';
import { hasEncoded, redactEncoded, redactStrings } from './secrets/nested.ts';
import { goOn, type Line, type OpenValue } from './secrets/open-value.ts';
import { redactBlock, redactInline } from './secrets/pem.ts';
import { redactShapes } from './secrets/shapes.ts';

/** What was removed, and where; never the value. `line` counts from 1. */
export interface Removed {
  readonly kind: SecretKind;
  readonly line: number;
}

export interface Redacted {
  readonly text: string;
  readonly log: readonly Removed[];
}

/** @param known what other texts of the same set held: this text's secrets are added to it */
export function redactSecrets(text: string, known: KnownSecrets = createKnownSecrets()): Redacted {
  const log: Removed[] = [];
  const mark: Mark = (kind, value, line, sure = false) => {
    known.add(kind, value, sure);
    log.push({ kind, line: line + 1 });
    return marker(kind);
  };
  const redacted = known.redact(redactText(text, mark, 0), mark);
  return { text: redacted, log: log.toSorted((a, b) => a.line - b.line) };
}

/** No line without one of these, or a long run of base64, holds a secret. Grouped by first letters, it takes a third of the time. */
const TRIGGER = new RegExp(
  [
    'p(?:ass|wd|sk|in|rivate-)|s(?:ecret|pi)|t(?:oken|cpdump)|key|a(?:uth|ead|kia|sia|iza)|md5|bearer|login|dockerc',
    'c(?:o(?:okie|m(?:munity|p ))|ert|abundle|redential|url)|e(?:nc |ap|yj)|0x[0-9a-f]{8}|-(?:begin| begin)|n(?:tlm|pm_)',
    'g(?:h[pousr]_|l[a-z]{2,5}-)|xox|hvs\\.|ya29|\\$(?:\\d|y|gy|sha1|apr1)|:\\/\\/|\\t',
  ].join('|'),
  'i',
);
/** Whether anything in it may be a secret, as far as the text alone tells. */
export const mayHold = (text: string): boolean => TRIGGER.test(text) || hasEncoded(text);
/** Strings in strings, deeper than anything writes them. */
const DEEPEST = 5;

function redactText(text: string, mark: Mark, depth: number): string {
  if (!mayHold(text)) return text;
  const lines = redactJsonSecrets(text, mark).split('\n');
  if (text.includes('Secret')) redactYamlSecrets(lines, mark);
  let open: OpenValue | null = null;
  let named: SecretKind | null = null;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const isTold = mayHold(line);
    if (!isTold && open === null && named === null) continue;
    const end = isTold ? redactBlock(lines, at, mark) : at;
    if (end > at) {
      at = end - 1;
      continue;
    }
    const next: Line | null = open === null ? null : goOn(line, open, at, mark);
    open = next?.open ?? null;
    if (next !== null) {
      lines[at] = next.text;
      continue;
    }
    if (named !== null) lines[at] = redactValue(line, named, at, mark);
    named = isTold ? nameInEnvironment(line) : null;
    if (!isTold) continue;
    const redacted = redactLine(lines[at] ?? '', at, mark, depth);
    lines[at] = redacted.text;
    open = redacted.open;
  }
  return lines.join('\n');
}

function redactLine(line: string, at: number, mark: Mark, depth: number): Line {
  const markHere: Mark = (kind, value, _, sure) => mark(kind, value, at, sure);
  const redact = (inner: string): string => (depth < DEEPEST ? redactText(inner, markHere, depth + 1) : inner);
  let text = redactStrings(line, redact);
  text = redactInline(text, at, mark);
  text = redactShapes(text, at, mark);
  text = redactEncoded(text, redact, () => mark('encoded-secret', '', at));
  text = redactCommands(text, at, mark);
  text = redactEnvironment(text, at, mark);
  return redactAssignments(text, at, mark);
}
