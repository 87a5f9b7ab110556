/** `birdcl show protocols`, `show protocols all` and `show status` of BIRD 1.6, 2 and 3; with the reply codes of its socket too. */
import type { Daemon, PeerStatus, PrefixCounts, ProcessStatus } from '../../model/peer-status.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { counts, toFamily, toIdle, toPeerStatus } from '../peer.ts';
import { isAddress, sinceTime, toAddress, toAs, toCount } from '../values.ts';
import { greetingVersions } from '../versions.ts';
import { readBirdInfo, readReason } from './info.ts';

export const birdProtocols: TextFormat = {
  name: 'birdcl show protocols',
  starts: (line) => STARTS.test(line) || (line.includes(' BGP ') && ROW.test(line)),
  parse,
};

const STARTS = /^(?:\d{4}[- ])?(?:BIRD v?[\d.]+\S* ready\.|name +proto +table +state +since +info\b)/i;
const GREETING = /^\s*(?:(?:\d{4}[- ])?BIRD v?[\d.]+\S* ready\.)?\s*$/;
const ROW =
  /^(?:\d{4}-)?([A-Za-z_][\w.:-]{0,127}) +([A-Z]\w{1,15}) +(\S{1,64}) +(up|start|down|stop|feed|flush|wait) +(\d\S{3,30}(?: \d\d:\d\d:\d\d\S{0,12})?)(?: +(\S.*))?$/;

interface Protocol {
  readonly at: number;
  readonly name: string;
  readonly state: string;
  readonly since: string;
  readonly info: string;
  /** Lines of `show protocols all`, by what stands before the colon. */
  readonly details: Map<string, string>;
  readonly channels: PrefixCounts[];
}

function parse(section: Section): Output {
  const protocols: Protocol[] = [];
  const processes: ProcessStatus[] = [];
  let bgpId: string | null = null;
  let device: number | null = null;
  let current: Protocol | null = null;
  let family: string | null = null;

  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim().replace(/^\d{4}[- ]\s*/, '');
    const [, name, kind, , state = '', since = '', info = ''] = ROW.exec(text) ?? [];
    if (name !== undefined) {
      current = kind === 'BGP' ? { at, name, state, since, info, details: new Map(), channels: [] } : null;
      family = null;
      if (kind === 'Device') device = at;
      if (current !== null) protocols.push(current);
      continue;
    }
    bgpId = /^Router ID is (\S+)/.exec(text)?.[1] ?? bgpId;
    const process = toProcess(text);
    if (process !== null) {
      processes.push({
        daemon: 'bird',
        node: section.node,
        state: process,
        source: section.source,
        line: section.line + at,
        text: process === 'recovering' ? withWhatFollows(section.lines, at, text) : text,
      });
    }
    if (current === null) continue;
    const [, channel] = /^Channel (\S.*)$/.exec(text) ?? [];
    const [, key, value = ''] = /^([A-Za-z][\w ]{0,40}):\s*(.*)$/.exec(text) ?? [];
    if (channel !== undefined) family = toFamily(channel);
    else if (key === 'Routes') current.channels.push(toCounts(value, family));
    else if (key !== undefined && !current.details.has(key)) current.details.set(key, value.trim());
  }
  // `show route` is greeted in the same way.
  if (protocols.length + processes.length === 0 && section.lines.every((line) => GREETING.test(line))) return {};
  // Who has asked for all of them has the one of its links too.
  if (protocols.length === 0 && device !== null) {
    processes.push(toIdle(section, 'bird', device));
  }
  const isCalico =
    protocols.some(({ name }) => CALICO.test(name)) || section.lines.some((line) => CALICO_BIRD.test(line));
  const daemon: Daemon = isCalico ? 'calico' : 'bird';
  return {
    peers: protocols.map((protocol) => toPeer(protocol, daemon, bgpId, section)),
    processes: processes.map((one) => ({ ...one, daemon })),
    ...greetingVersions(section),
  };
}

function toPeer(protocol: Protocol, daemon: Daemon, bgpId: string | null, section: Section): PeerStatus {
  const { at, name, state, since, info, details, channels } = protocol;
  const { state: fsm, word, reason } = readBirdInfo(info, state);
  const lastError = details.get('Last error');
  return toPeerStatus(
    {
      daemon,
      local: { address: details.get('Source address') ?? null, as: toAs(details.get('Local AS')), bgpId },
      address: details.get('Neighbor address')?.replace(/%.*/, '') ?? calicoAddressOf(name),
      name,
      as: toAs(details.get('Neighbor AS')),
      bgpId: details.get('Neighbor ID') ?? null,
      state: fsm,
      printed: word === null ? state : `${state} ${word}`,
      since: sinceTime(since),
      prefixes: channels,
      reason: fsm === 'Established' ? null : (reason ?? (lastError === undefined ? null : readReason(lastError))),
    },
    section,
    at,
  );
}

/** Its fork of BIRD 1.6: `BIRD v0.3.3+birdv1.6.8 ready.` */
const CALICO_BIRD = /^(?:\d{4}[- ])?BIRD \S+\+bird/;
const CALICO = /^(?:Global|Node|Mesh)_/;

/** Calico puts the peer's address into the name, with `_` for `.` and `:`. */
export function calicoAddressOf(name: string): string | null {
  if (!CALICO.test(name)) return null;
  const rest = name.slice(name.indexOf('_') + 1);
  return [rest.replaceAll('_', '.'), rest.replaceAll('_', ':')].find(isAddress)?.replace(/.*/, toAddress) ?? null;
}

/** `3 imported, 2 filtered, 2 exported, 3 preferred`: what the filter left, and left out, where it is kept. */
function toCounts(value: string, family: string | null): PrefixCounts {
  const of = (word: string): number | null =>
    toCount(
      value
        .split(',')
        .find((part) => part.trim().endsWith(word))
        ?.trim()
        .split(' ')[0],
    );
  const [imported, filtered] = [of('imported'), of('filtered')];
  return counts(family, imported === null || filtered === null ? null : imported + filtered, imported, of('exported'));
}

function toProcess(text: string): ProcessStatus['state'] | null {
  if (text.startsWith('Daemon is up and running')) return 'running';
  return text.startsWith('Graceful restart recovery in progress') ? 'recovering' : null;
}

/** For how many it waits, and how long it still will. */
function withWhatFollows(lines: readonly string[], at: number, text: string): string {
  const more = lines.slice(at + 1, at + 3).map((line) => line.trim());
  return [text, ...more.filter((line) => /^(?:Waiting for|Wait timer is) /.test(line))].join(', ');
}
