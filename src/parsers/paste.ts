/** What a person pastes: outputs of several commands and nodes, with the prompts, comments and marks of where they were copied from. */
import { startsManifest } from './kubernetes/manifest.ts';

/** An output, or several that nothing tells apart: what stands between two prompts, comments or fences. */
export interface Block {
  /** From `# node: NAME`, or else a prompt that names the host; null where neither does. */
  readonly node: string | null;
  /** From the prompt above it. */
  readonly command: string | null;
  /** Of the first of `lines` in its source, from 1. */
  readonly line: number;
  /** Without line ends, colours and quote marks, one for each line of the source. */
  readonly lines: readonly string[];
}

interface Prompt {
  readonly node: string | null;
  readonly command: string | null;
}

/** @param text any text at all: what holds no prompt is one block */
export function splitPaste(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let sectionNode: string | null = null;
  let prompt: Prompt = { node: null, command: null };
  let first = 1;
  let lines: string[] = [];
  let isManifest = false;

  function close(next: Prompt, number: number): void {
    const { node, command } = prompt;
    if (lines.some((line) => line.trim() !== '')) {
      blocks.push({ node: node ?? sectionNode, command, line: first, lines });
    }
    prompt = next;
    first = number + 1;
    lines = [];
    isManifest = false;
  }

  const all = text.replace(/^\uFEFF/, '').split('\n');
  for (const [index, raw] of all.entries()) {
    const line = clean(raw);
    const number = index + 1;
    isManifest ||= startsManifest(line);
    if (line.length > LONGEST || !MARKS.test(line)) lines.push(line);
    else if (FENCE.test(line)) close(prompt, number);
    else {
      const node = nodeOf(line);
      const found = node === null ? readPrompt(line) : { node: null, command: null };
      // What follows `cat FILE`, and a manifest, may have comments of its own.
      const isOwn = prompt.command?.startsWith('cat ') === true || isManifest;
      const isOfFile = found?.command === null && found.node === null && isOwn;
      if (found === null || (isOfFile && node === null)) lines.push(line);
      else close(found, number);
      if (node !== null) sectionNode = node;
    }
  }
  close(prompt, all.length);
  return blocks;
}

/** Of a prompt, comment or fence. */
const LONGEST = 300;
const MARKS = /[#$>%]|```|~~~/;
const FENCE = /^\s*(?:```|~~~)/;
// oxlint-disable-next-line no-control-regex -- ECMA-48 control sequences, and the titles that xterm takes
const COLOURS = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

function clean(raw: string): string {
  let line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  if (line.includes('\u001b')) line = line.replace(COLOURS, '');
  if (line.startsWith('>')) line = line.replace(/^(?:> ?)+/, '');
  return line.includes('\u00A0') ? line.replaceAll('\u00A0', ' ') : line; // as web pages pad
}

/** `# node: worker-1`; `worker-1 | CHANGED | rc=0 >>` as Ansible writes above each host's output. */
function nodeOf(line: string): string | null {
  const [, named = null] = /^\s*#+ *node: *(\S+)\s*$/i.exec(line) ?? [];
  if (named !== null) return named;
  return /^(\S+) \| (?:CHANGED|SUCCESS|FAILED) \| rc=\d+ >>\s*$/.exec(line)?.[1] ?? null;
}

/** A prompt ends in `$`, `#`, `>` or `%` and a command follows. What else begins with `#` is a comment: both end a block. */
function readPrompt(line: string): Prompt | null {
  for (const pattern of HOST_PROMPTS) {
    const [head, name] = pattern.exec(line) ?? [];
    if (head !== undefined)
      return toPrompt(name === undefined || PROGRAMS.has(name) ? null : name, line.slice(head.length));
  }
  const [prompt] = /^\s*\$ +(?=\S)/.exec(line) ?? [];
  if (prompt !== undefined) return toPrompt(null, line.slice(prompt.length));
  const [comment] = /^\s*#+ */.exec(line) ?? [];
  if (comment === undefined) {
    const [, file] = BETWEEN_FILES.exec(line) ?? [];
    return file === undefined ? null : toPrompt(null, file.startsWith('/') ? `cat ${file}` : '');
  }
  const rest = line.slice(comment.length);
  if (FILE_NAME.test(rest)) return toPrompt(null, `cat ${rest}`);
  return toPrompt(null, ROOT_COMMAND.test(rest) ? rest : '');
}

const HOST_PROMPTS: readonly RegExp[] = [
  /^\s*\[(?:[\w.-]+@)?([\w.-]+)(?: [^\]]{0,80})?\] ?[#$>] ?/, // [root@worker-1 ~]#
  /^\s*[\w.-]+@([\w.-]+)(?::[^\s#$>]{0,80})?[#$>%] ?/, // root@worker-1:~#
  /^\s*([A-Za-z][\w.-]{0,62})(?:\([\w-]+\))?[#>] ?(?=[a-z/])(?![a-z] +[\da-f.:]{2,45}\/\d)/, // router1#; not the `B>r 10.0.0.0/8` of a table
];
/** Of `head` and `tail`. */
const BETWEEN_FILES = /^==> (.+) <==$/;
/** Of `systemd-analyze cat-config`. */
const FILE_NAME = /^\/(?:etc|run|usr|lib)\/\S+$/;
const ROOT_COMMAND =
  /^(?:sudo|kubectl|oc|calicoctl|calico|birdcl?6?|cilium|cilium-dbg|vtysh|gobgp|bgpctl|exabgpcli|ip|ss|netstat|sysctl|iptables|nft|cat) \S/;
/** Prompts of a program, not of a host. */
const PROGRAMS: ReadonlySet<string> = new Set(['bird', 'bird6', 'sh', 'bash']);

function toPrompt(node: string | null, rest: string): Prompt {
  const command = rest.trim();
  return { node, command: command === '' ? null : command };
}
