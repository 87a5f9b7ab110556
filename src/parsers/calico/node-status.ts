/** `calico node status` and `calicoctl node status`, as they were printed or as forums and chats left them. */
import type { PeerStatus, ProcessStatus, Since, StatusSpeaker } from '../../model/peer-status.ts';
import { readBirdInfo } from '../bird/info.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { isAddress, sinceTime, toAddress, toAs } from '../values.ts';

export const calicoNodeStatus: TextFormat = {
  name: 'calico node status',
  starts: (line) => STARTS.test(line) || (line.includes(' ') && isRow(line)),
  owns: (line) => (line.charCodeAt(0) === PIPE && TYPE.test(line)) || line.startsWith('+--'),
  parse,
};

const PIPE = 0x7c;
const STARTS =
  /^(?:Calico process is (?:not )?running|calico-node container is |INFO: BIRDv[46] process|The BGP backend process|None of the BGP backend processes|IPv[46] BGP status|No IPv[46] peers found|Error querying BIRD|\|? *PEER ADDRESS\b|\|? *Peer address\b.*\bInfo\b)|\bBIRD is not ready: /;
const TYPE = /\b(?:node[-‐‑–—]to[-‐‑–—]node mesh|node specific|global)\b/;
const WITHOUT_PIPES =
  /^(\S{1,60})\s+(node[-‐‑–—]to[-‐‑–—]node mesh|node specific|global)\s+(up|start|down|stop|feed|flush|wait)\s+(\d\S*)(?:\s+(\S.*))?$/;

const isRow = (line: string): boolean =>
  (line.charCodeAt(0) === PIPE ? TYPE.test(line) : WITHOUT_PIPES.test(line)) && toCells(line).length >= 4;

/** Address, type, state, since, info: of a row, with or without its bars. */
function toCells(line: string): readonly string[] {
  if (line.charCodeAt(0) !== PIPE) return (WITHOUT_PIPES.exec(line) ?? []).slice(1).map((cell) => cell ?? '');
  const cells: string[] = [];
  for (let from = 1; from <= line.length && cells.length < 6;) {
    const bar = line.indexOf('|', from);
    const end = bar === -1 ? line.length : bar;
    cells.push(line.slice(from, end).trim());
    from = end + 1;
  }
  return cells;
}

const NO_CELLS: readonly string[] = [];

interface Row {
  readonly address: string;
  readonly type: string;
  readonly state: string;
  readonly since: string;
  /** Which may go on in the lines below. */
  info: string;
  readonly line: number;
  readonly text: string;
  readonly speaker: StatusSpeaker;
}

function parse({ source, node, line: first, lines }: Section): Output {
  const peers: PeerStatus[] = [];
  const notReady: PeerStatus[] = [];
  const processes: ProcessStatus[] = [];
  const gaps: Gap[] = [];
  const readPeer = createRowReader(source);
  let last: Row | null = null;
  let speaker: StatusSpeaker = { daemon: 'calico', node, label: node ?? '', address: null, as: null, bgpId: null };

  for (let index = 0; index < lines.length; index++) {
    const text = (lines[index] ?? '').trim();
    const line = first + index;
    if (text === '' || text.startsWith('+--')) continue;
    const isTable = text.charCodeAt(0) === PIPE || WITHOUT_PIPES.test(text);
    const cells = isTable ? toCells(text) : NO_CELLS;
    const address = cells[0] ?? '';
    const type = cells[1] ?? '';
    const state = cells[2] ?? '';
    const since = cells[3] ?? '';
    const info = cells[4] ?? '';
    if (isTable && address === '') {
      if (last !== null) last.info = `${last.info} ${info}`.trim();
    } else if (isTable && TYPE.test(type) && state !== '') {
      if (last !== null) peers.push(readPeer(last));
      last = { address, type, state, since, info, line, text, speaker };
    } else if (isTable && !/^peer address$/i.test(address)) {
      gaps.push({ line, why: 'a row of `calico node status` has a peer, its type, a state, since when and info' });
    } else if (last?.line === line - 1 && isRestOfInfo(last, text)) {
      last.info = `${last.info} ${text}`;
    } else {
      if (/^(?:Calico process|calico-node container|IPv[46] BGP status)/.test(text)) {
        speaker = { ...speaker, address: null, as: null };
      }
      const own = /^IP: (\S+) +AS Number: (\d+)/.exec(text);
      if (own !== null) speaker = { ...speaker, address: toAddress(own[1] ?? ''), as: toAs(own[2]) };
      const process = toProcess(text);
      if (process !== null) processes.push({ daemon: 'calico', node, state: process, source, line, text });
      notReady.push(...peersNotReady(text, speaker, source, line));
    }
  }
  if (last !== null) peers.push(readPeer(last));
  for (const peer of notReady) peers.push(peer);
  return { peers, processes, gaps };
}

/** Where the bars were lost, the second line of a wrapped cell stands alone: it makes an error whole that it was not before. */
function isRestOfInfo({ info }: Row, text: string): boolean {
  if (text.length > 60 || !/^[A-Za-z]/.test(text)) return false;
  const before = readBirdInfo(info, '').reason;
  return before !== null && before.means === null && readBirdInfo(`${info} ${text}`, '').reason?.means !== null;
}

type StateTold = Pick<PeerStatus, 'state' | 'established' | 'printed' | 'reason'>;

/** Most rows of a table say the same. */
function createRowReader(source: string): (row: Row) => PeerStatus {
  const known = new Map<string, StateTold>();
  const readState = ({ info, state }: Row): StateTold => {
    const key = `${state}|${info}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const { word, state: fsm, reason } = readBirdInfo(info, state);
    const told = {
      state: fsm,
      established: fsm === null ? null : fsm === 'Established',
      printed: word === null ? state : `${state} ${word}`,
      reason: fsm === 'Established' ? null : reason,
    };
    known.set(key, told);
    return told;
  };
  let since: Since | null = null;
  return (row) => {
    const { address, type, line, text, speaker } = row;
    const { state, established, printed, reason } = readState(row);
    if (row.since !== since?.text) since = sinceTime(row.since);
    return {
      speaker,
      peer: { address: toAddress(address), name: withHyphens(type), as: null, bgpId: null },
      state,
      established,
      printed,
      since,
      prefixes: NO_PREFIXES,
      reason,
      otherEnd: null,
      source,
      line,
      text,
    };
  };
}

const NO_PREFIXES: PeerStatus['prefixes'] = [];

const withHyphens = (type: string): string => (type === MESH ? type : type.replaceAll(/[‐‑–—]/g, '-'));
const MESH = 'node-to-node mesh';

function toProcess(text: string): ProcessStatus['state'] | null {
  if (/^No IPv[46] peers found/.test(text)) return 'no-session';
  if (
    /^(?:Calico process is not running|None of the BGP backend processes)|BIRD\S* .*is not running|\(BIRD\) is not running/.test(
      text,
    )
  )
    return 'not-running';
  return text.includes('Error querying BIRD: ') ? 'unreachable' : null;
}

/** `calico/node is not ready: BIRD is not ready: BGP not established with 10.0.0.1,10.0.0.2`, of the readiness probe. */
function peersNotReady(text: string, speaker: StatusSpeaker, source: string, line: number): PeerStatus[] {
  const [, list] = /BGP not established with ([\d.:a-fA-F, ]+)/.exec(text) ?? [];
  if (list === undefined) return [];
  return list
    .split(/[, ]+/)
    .filter(isAddress)
    .map((address) => ({
      speaker,
      peer: { address: toAddress(address), name: null, as: null, bgpId: null },
      state: null,
      established: false,
      printed: 'not established',
      since: null,
      prefixes: [],
      reason: null,
      otherEnd: null,
      source,
      line,
      text,
    }));
}
