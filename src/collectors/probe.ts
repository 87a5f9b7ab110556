/** How a TCP connection and echo requests are tried with what a node has, and what the tools' words mean. */
import { parseAddress } from '../net/parse.ts';
import type { TcpProbe } from '../model/probe.ts';
import type { Echo } from './path-mtu.ts';
import { isUnknownOption } from './tcpdump.ts';

export interface ProbeEnds {
  readonly peer: string;
  readonly port: number;
  /** Null: the kernel chooses. */
  readonly local: string | null;
}

const CONNECT_SECONDS = 3;

/** What the shell exits with where a session is open, and where it can't be seen whether one is. */
const OPEN = 75;
const UNSEEN = 76;
/**
 * A router takes a new connection of a peer for the end of the one that it has, if both sides do graceful restart (RFC 4724
 * §4.2): so nothing is tried unless the kernel shows that none is open, right before.
 */
const GUARD =
  'cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -Eiq "$1"; ' +
  `case $? in 0) exit ${OPEN};; 1) shift; exec "$@";; *) exit ${UNSEEN};; esac`;

const PYTHON = `import socket,sys; a=sys.argv; socket.create_connection((a[1],int(a[2])),${CONNECT_SECONDS},(a[3],0) if a[3] else None).close()`;

export interface ConnectCommand {
  readonly argv: readonly string[];
  /** What the person sees: without what sees to it that no session is open. */
  readonly shown: readonly string[];
  /** It leaves from the address that was asked for. */
  readonly isBound: boolean;
}

/** The best first: the last ones can't be told a source, then the kernel chooses it. */
export function connectCommands({ peer, port, local }: ProbeEnds): readonly ConnectCommand[] {
  const to = [peer, String(port)];
  const wait = String(CONNECT_SECONDS);
  const from = local === null ? [] : ['-s', local];
  const command = (shown: readonly string[], isBound: boolean): ConnectCommand => ({
    argv: ['sh', '-c', GUARD, 'k8sdoctor', openSession(peer, port), ...shown],
    shown,
    isBound,
  });
  return [
    command(['nc', '-nvz', '-w', wait, ...from, ...to], true),
    command(['ncat', '-nvz', '-w', wait, ...from, ...to], true),
    command(['python3', '-c', PYTHON, ...to, local ?? ''], true),
    command(['timeout', wait, 'bash', '-c', 'exec 3<>"/dev/tcp/$0/$1"', ...to], local === null),
    command(['nc', '-w', wait, ...to, '-e', 'true'], local === null), // of BusyBox, where it has no -z
  ];
}

/** A line of /proc/net/tcp that is an open connection with the peer; words are of the kernel's byte order. */
function openSession(peer: string, port: number): string {
  const octets = parseAddress(peer);
  if (octets === null) return 'PEER'; // of a plan that names nobody
  const little = Array.from({ length: octets.length / 4 }, (_, word) =>
    hex(octets.slice(word * 4, word * 4 + 4).toReversed()),
  );
  const address = `[0-9a-f]*(${little.join('')}|${hex(octets)})`; // before it, of IPv4 in tcp6, its prefix
  const number = port.toString(16).padStart(4, '0');
  return ` [0-9a-f]+:(${number} ${address}:[0-9a-f]+|[0-9a-f]+ ${address}:${number}) 01 `;
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export interface Attempt {
  readonly exitCode: number;
  readonly said: string;
}

/** `open`: a session is up. `unknown`: this tool can't tell, another may. */
export type Tried =
  | { readonly kind: 'told'; readonly outcome: TcpProbe['outcome']; readonly text: string }
  | { readonly kind: 'open' | 'unknown' | 'unseen' | 'no-source' };

/** Of `timeout`, by coreutils and by BusyBox. */
const TIMED_OUT: readonly number[] = [124, 143];
const WORDS: readonly (readonly [pattern: RegExp, outcome: TcpProbe['outcome']])[] = [
  [/refused/i, 'refused'],
  [/no route to host|unreachable|not permitted|permission denied|prohibited/i, 'unreachable'],
  [/time(?:d|out)|in progress/i, 'no-answer'],
];

/** What Python says before it says why. */
const PYTHONS = /^(?:\w*Error|[\w.]*timeout): (?:\[Errno \d+\] )?/;

export function readAttempt({ exitCode, said }: Attempt): Tried {
  if (exitCode === OPEN) return { kind: 'open' };
  if (exitCode === UNSEEN) return { kind: 'unseen' };
  const text = (said.trim().split('\n').at(-1) ?? '').replace(PYTHONS, '');
  if (exitCode === 0) return { kind: 'told', outcome: 'connected', text: text === '' ? 'connected' : text };
  if (TIMED_OUT.includes(exitCode)) return { kind: 'told', outcome: 'no-answer', text: 'timed out' };
  if (/cannot assign requested|address not available|bind failed/i.test(said)) return { kind: 'no-source' };
  const outcome = WORDS.find(([pattern]) => pattern.test(text))?.[1];
  if (outcome === undefined || isUnknownOption(said)) return { kind: 'unknown' };
  return { kind: 'told', outcome, text };
}

/** Of IP and of ICMP. */
const HEADERS = { ipv4: 28, ipv6: 48 } as const;

/** Two echo requests that may not be fragmented, by the ping of iputils; that of BusyBox can't forbid it. */
export function echoCommand(
  { peer, local }: Pick<ProbeEnds, 'local' | 'peer'>,
  family: keyof typeof HEADERS,
  octets: number,
): readonly string[] {
  const size = String(octets - HEADERS[family]);
  const from = local === null ? [] : ['-I', local];
  return ['ping', '-n', '-c', '2', '-i', '0.2', '-W', '1', '-M', 'do', '-s', size, ...from, peer];
}

/** Null where this ping can't be asked so. */
export function readEcho({ exitCode, said }: Attempt): Echo | null {
  if (/ [1-9]\d* (?:packets )?received/.test(said)) return { kind: 'answered' };
  const told = /(?:frag needed|too big|too long)[^\n]*?(?:mtu ?[=:] ?(\d+))?\)?$/im.exec(said);
  if (told !== null) return { kind: 'too-big', mtu: told[1] === undefined ? null : Number(told[1]) };
  return exitCode === 1 && said.includes(' received') ? { kind: 'silent' } : null;
}
