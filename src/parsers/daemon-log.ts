/** Lines of daemons' logs that tell of what no status does: a port that is taken, a key or an identifier that is refused. */
import { type PeerStatus, type ProcessStatus, type Reason, ReasonKind } from '../model/peer-status.ts';
import { calicoAddressOf } from './bird/protocols.ts';
import type { Output, Section, TextFormat } from './format.ts';
import { toPeerStatus } from './peer.ts';
import { socketReason } from './socket-words.ts';
import { isAddress, withoutPort } from './values.ts';

export const daemonLog: TextFormat = {
  name: 'log of a BGP daemon',
  starts: (line) => WORTH.test(line) && (readPeerLine(line) !== null || readProcessLine(line) !== null),
  parse,
};

const WORTH = /md5|address (?:already )?in use|router.id|router identifier/i;

interface Told {
  readonly daemon: PeerStatus['speaker']['daemon'];
  readonly peer: string;
  readonly reason: Reason;
}

const BIRD =
  /(?:\bbird6?: |<(?:ERR|WARN|INFO|AUTH)> )([A-Za-z_]\w{0,127}): (?:Socket error|Error): ([^:]{1,80}(?:: .{1,80})?)$/;
const GOBGP = /failed to set (?:tcp )?md5/i;
const FRR_IDENTIFIER = /\bBGP: (?:\[[^\]]{1,40}\] ?)*(\S{2,64}) bad OPEN, wrong router identifier (\S{1,45})$/;

/** Only what its own host refuses: the rest is told by statuses, and by captures. */
function readPeerLine(text: string): Told | null {
  const [, name, words = ''] = BIRD.exec(text) ?? [];
  if (name !== undefined) {
    const reason = /md5/i.test(words) ? keyRefused(words) : socketReason(words, words);
    const address = calicoAddressOf(name);
    const isOwn = reason.code === 'in-use' || reason.code === 'md5';
    return isOwn ? { daemon: address === null ? 'bird' : 'calico', peer: address ?? name, reason } : null;
  }
  if (GOBGP.test(text)) {
    const key = /\bKey"?[=:] ?"?([^"\s,}]{2,64})/.exec(text)?.[1];
    const error = /\bErr(?:or)?"?[=:] ?"?([^"]{1,120})/.exec(text)?.[1] ?? 'failed to set md5';
    return key === undefined ? null : { daemon: ownerOfLine(text), peer: withoutPort(key), reason: keyRefused(error) };
  }
  const [, peer, identifier] = FRR_IDENTIFIER.exec(text) ?? [];
  if (peer === undefined || !isAddress(peer)) return null;
  const said = `wrong router identifier ${identifier}`;
  const means = `it refused the OPEN: ${identifier} is no BGP identifier that it takes (NOTIFICATION 2/3)`;
  return { daemon: 'frr', peer, reason: { text: said, kind: ReasonKind.Sent, code: '2/3', means } };
}

const keyRefused = (text: string): Reason => ({
  text,
  kind: ReasonKind.Local,
  code: 'md5',
  means: 'the kernel refused the TCP MD5 key: nothing was sent to the peer',
});

const ownerOfLine = (text: string): 'cilium' | 'kube-router' | 'gobgp' =>
  /bgp-control-plane|subsys=bgp/.test(text) ? 'cilium' : /kube-router/.test(text) ? 'kube-router' : 'gobgp';

function readProcessLine(text: string): Pick<ProcessStatus, 'daemon' | 'state'> | null {
  if (/\blisten tcp[46]? \S{1,64}: bind: address already in use/.test(text)) {
    return { daemon: ownerOfLine(text), state: 'not-listening' };
  }
  if (/\bBGP: (?:\[[^\]]{1,60}\] ?)*bind: Address already in use$/.test(text))
    return { daemon: 'frr', state: 'not-listening' };
  return /router-id must be specified in ipv6/i.test(text) ? { daemon: 'kube-router', state: 'no-router-id' } : null;
}

/** A session that came up later has no reason any more. */
const UP = /(\S{1,128}): BGP session established|went from OpenConfirm to Established|Peer Up/;

function parse(section: Section): Output {
  const last = new Map<string, { readonly told: Told; readonly at: number }>();
  const processes: ProcessStatus[] = [];
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    if (UP.test(text)) for (const [peer, { told }] of last) if (isAbout(text, peer, told)) last.delete(peer);
    if (!WORTH.test(text)) continue;
    const told = readPeerLine(text);
    if (told !== null) last.set(told.peer, { told, at });
    const process = readProcessLine(text);
    const { source, node, line } = section;
    if (process !== null) processes.push({ ...process, node, source, line: line + at, text });
  }
  const peers = [...last.values()].map(({ told: { daemon, peer, reason }, at }) =>
    toPeerStatus(
      {
        daemon,
        address: isAddress(peer) ? peer : null,
        name: isAddress(peer) ? null : peer,
        state: null,
        established: false,
        printed: 'not established',
        reason,
      },
      section,
      at,
    ),
  );
  return { peers, processes };
}

/** BIRD names its protocol, in which Calico writes dots and colons as `_`. */
const isAbout = (text: string, peer: string, { daemon }: Told): boolean =>
  text.includes(daemon === 'calico' ? peer.replaceAll(/[.:]/g, '_') : peer);
