/** Text that a peer, a cluster or a saved result chose, made safe to stand anywhere in the Markdown of a forge. */
import { visible } from '../visible.ts';

/** What is longer is no sentence of ours. */
const MAX_LENGTH = 2_000;

const MARKUP = /[\\`*_{}[\]<>#|~&$^]/g;
/** GitLab takes `/close` at the start of a line for an order. */
const RULE_BULLET_OR_ORDER = /^[-+=/]/;
const NUMBERED_ITEM = /^(\d+)(?=[.)](?:\s|$))/;
/** Of GitHub, GitLab and Gitea: users, issues, merge requests, milestones, URLs. */
const REFERENCE = /[@#!%](?=\w)|\bGH(?=-\d)|:(?=\/\/)|www(?=\.)/gi;
/** Between colons forges see emoji (`:100:` of an address), in hexadecimal digits a commit: as code, addresses and times stay themselves. */
const VERBATIM = /(?<![\w.:-])(?:[\w.-]*(?::[\w.-]*){2,}(?:\/\d+)?|(?=\d*[a-f])[\da-f]{7,40}(?![\w:-]|\.\w))/g;

/** A line. A backslash stops Markdown, but no reference, which is looked for after it: a zero-width space does. */
export function escapeMarkdown(text: string): string {
  const shown = visible(clip(text));
  let escaped = '';
  let end = 0;
  for (const match of shown.matchAll(VERBATIM)) {
    const word = match[0].replace(/(?<!:)[.:]$/, '');
    escaped += escapeWords(shown.slice(end, match.index)) + codeSpan(word);
    end = match.index + word.length;
  }
  return (escaped + escapeWords(shown.slice(end))).replace(RULE_BULLET_OR_ORDER, '\\$&').replace(NUMBERED_ITEM, '$1\\');
}

/** A line in which a command stands between backticks: it can be copied as it is. */
export function escapeWithCommands(text: string): string {
  const parts = clip(text).split('`');
  if (parts.length % 2 === 0) return escapeMarkdown(text);
  return parts.map((part, at) => (at % 2 === 0 ? escapeMarkdown(part) : codeSpan(part))).join('');
}

function escapeWords(text: string): string {
  return text.replace(MARKUP, '\\$&').replace(REFERENCE, '$&&#8203;');
}

/** Nothing is escaped in a code span; only a fence as long as its own ends it. */
export function codeSpan(text: string): string {
  const shown = visible(clip(text));
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = /^$|^[ `]|[ `]$/.test(shown) ? ' ' : '';
  return fence + pad + shown + pad + fence;
}

/** Lines, which are visible already, as they are. */
export function codeBlock(lines: readonly string[], indent = ''): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [`${fence}text`, ...lines, fence].map((line) => (line === '' ? '' : indent + line));
}

function clip(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
