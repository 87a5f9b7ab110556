/** `show bfd peers json`, and `show bfd peers` with its brief form, of FRR. */
import type { BfdSession } from '../../model/bfd.ts';
import { createLineFinder, type Fields, isFields, numberOf, textOf } from '../fields.ts';
import { type AnySection, type JsonFormat, quote, type Section, type TextFormat } from '../format.ts';
import { ownerOf } from '../owner.ts';
import { isAddress, toAddress } from '../values.ts';

export const frrBfdJson: JsonFormat = {
  name: 'show bfd peers json',
  recognises: (value) => Array.isArray(value) && value.some(isSession),
  parse(value, section) {
    const find = createLineFinder(section.lines);
    const sessions = (Array.isArray(value) ? value : []).filter(isSession);
    return {
      bfd: sessions.map((one) => {
        const peer = textOf(one['peer']) ?? '';
        const remote = numberOf(one['remote-id']);
        return toSession(
          {
            peer,
            local: textOf(one['local']),
            state: textOf(one['status']) ?? '',
            diagnostic: textOf(one['diagnostic']),
            heard: remote === null ? null : remote !== 0,
          },
          section,
          find(`"${peer}"`),
        );
      }),
    };
  },
};

const isSession = (one: unknown): one is Fields =>
  isFields(one) &&
  'detect-multiplier' in one &&
  STATES[textOf(one['status']) ?? ''] !== undefined &&
  isAddress(textOf(one['peer']) ?? '');

const STATES: Readonly<Record<string, BfdSession['state']>> = {
  up: 'up',
  init: 'init',
  down: 'down',
  shutdown: 'admin-down',
  'admin-down': 'admin-down',
};

interface Told extends Pick<BfdSession, 'peer' | 'local' | 'diagnostic' | 'heard'> {
  readonly state: string;
}

function toSession({ peer, local, state, diagnostic, heard }: Told, section: AnySection, at: number): BfdSession {
  const { source, node, line } = section;
  return {
    daemon: ownerOf(section, 'frr'),
    node,
    peer: toAddress(peer),
    local: local === null || /^(?:0\.0\.0\.0|::)$/.test(local) ? null : toAddress(local),
    state: STATES[state] ?? 'down',
    diagnostic: diagnostic === 'ok' ? null : diagnostic,
    heard,
    at: { source, line: line + at, text: quote(section, at, () => `${peer}: ${state}`) },
  };
}

export const frrBfd: TextFormat = {
  name: 'show bfd peers',
  starts: (line) => line === 'BFD Peers:' || /^Session count: \d+$/.test(line) || BRIEF.test(line),
  parse(section) {
    const rows = section.lines.flatMap((raw, at): BfdSession[] => {
      const [, local = '', peer = '', state = ''] = ROW.exec(raw.trim()) ?? [];
      return isAddress(peer) ? [toSession({ peer, local, state, diagnostic: null, heard: null }, section, at)] : [];
    });
    return { bfd: [...rows, ...readBlocks(section)] };
  },
};

const BRIEF = /^SessionId +LocalAddress +PeerAddress +Status/;
const ROW = /^\d{1,10} +(\S{2,45}) +(\S{2,45}) +(up|down|init|shutdown|admin-down)\b/;
const HEAD = /^peer (\S{2,45})(?: .{0,80}?\blocal-address (\S{2,45}))?/;

function readBlocks(section: Section): readonly BfdSession[] {
  const blocks: {
    readonly at: number;
    readonly peer: string;
    readonly local: string | null;
    readonly words: Map<string, string>;
  }[] = [];
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const [, peer, local = null] = HEAD.exec(text) ?? [];
    const [, key, value = ''] = /^(Remote ID|Status|Diagnostics): (.{1,80})$/.exec(text) ?? [];
    if (peer !== undefined && isAddress(peer)) blocks.push({ at, peer, local, words: new Map() });
    else if (key !== undefined) blocks.at(-1)?.words.set(key, value);
  }
  return blocks.flatMap(({ at, peer, local, words }) => {
    const state = words.get('Status');
    const remote = words.get('Remote ID');
    const heard = remote === undefined ? null : remote !== '0';
    const diagnostic = words.get('Diagnostics') ?? null;
    return state === undefined ? [] : [toSession({ peer, local, state, diagnostic, heard }, section, at)];
  });
}
