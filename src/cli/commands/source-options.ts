/** Where evidence comes from: the same for every command that looks at a system. */
import { InvalidArgumentError } from 'commander';
import { formatAddress } from '../../net/address.ts';
import { parseAddress } from '../../net/parse.ts';
import { type Option, either, flag, list, value } from '../option.ts';

export interface SourceOptions {
  readonly bundle: readonly string[];
  readonly local: boolean;
  readonly ssh: readonly string[];
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string | undefined;
  readonly selector: string | undefined;
  readonly node: readonly string[];
  readonly image: string | undefined;
  readonly yes: boolean;
  /** False with --no-debug-pods. */
  readonly debugPods: boolean;
  readonly ephemeral: boolean;
  readonly failingOnly: boolean | undefined;
  readonly parallel: number;
  readonly dryRun: boolean;
}

/** Of a command that captures too. */
export interface CaptureOptions {
  /** Seconds. */
  readonly duration: number;
  /** Octets of a node's capture. */
  readonly maxSize: number;
}

/** Of a command that does more than look, if it is told to. */
export interface ActingOptions {
  readonly probe: boolean;
  readonly reset: boolean;
  readonly peer: readonly string[];
}

type OptionsOf<T> = { readonly [K in keyof T]: Option<T[K]> };

const PARALLEL = 8;
/** ConnectRetryTimer is 120 s (RFC 4271 §10): in a shorter time a session that fails may not try. */
const DURATION_SECONDS = 150;
const MAX_SIZE = 64 << 20;

export const sourceOptions: OptionsOf<SourceOptions> = {
  bundle: list(
    '--bundle <path>',
    'what k8sdoctor collect gathered, or cilium sysdump, calicoctl diags or troubleshoot.sh: a folder or an archive (repeatable)',
    String,
  ),
  local: flag('--local', 'this machine'),
  ssh: list('--ssh <host>', 'a machine by SSH: [USER@]HOST[:PORT] (repeatable)', String),
  kubeconfig: value('--kubeconfig <file>', 'of the cluster'),
  context: value('--context <name>', 'of the kubeconfig'),
  namespace: value('-n, --namespace <name>', 'where the speakers run, where it is not found'),
  selector: value('-l, --selector <labels>', 'of the nodes to look at'),
  node: list('--node <name>', 'a node to look at (repeatable)', String),
  image: value('--image <name>', 'of the pods and containers that capture: one with tcpdump'),
  yes: flag('--yes', 'ask nothing before what changes the cluster, or a session'),
  debugPods: { flags: '--no-debug-pods', help: 'start no pod, and no container in one', fallback: true },
  ephemeral: flag('--ephemeral', 'where pods of the CNI lack tcpdump, a debug container in them, not a pod'),
  failingOnly: either(
    '--failing-only',
    'capture only where a session is down (default with more than 10 nodes)',
    'capture on every node',
  ),
  parallel: {
    flags: '--parallel <number>',
    help: `nodes at once (default ${PARALLEL})`,
    fallback: PARALLEL,
    parse: parseCount,
  },
  dryRun: flag('--dry-run', 'print what would be run, and where, and run nothing'),
};

export const captureOptions: OptionsOf<CaptureOptions> = {
  duration: {
    flags: '--duration <time>',
    help: `capture no longer than this: 90, 90s, 5m (default ${DURATION_SECONDS}s)`,
    fallback: DURATION_SECONDS,
    parse: parseDuration,
  },
  maxSize: {
    flags: '--max-size <size>',
    help: `of a node's capture: 500k, 64M, 1G (default ${MAX_SIZE >> 20}M)`,
    fallback: MAX_SIZE,
    parse: parseSize,
  },
};

export const actingOptions: OptionsOf<ActingOptions> = {
  probe: flag(
    '--probe',
    'before the capture try TCP to the peers of sessions that are down, and how large packets to all peers may be',
  ),
  reset: flag(
    '--reset',
    'restart sessions once they are captured, to see their OPENs: those that are down, or of --peer',
  ),
  peer: list('--peer <address>', 'for --probe and --reset: only sessions with it (repeatable)', parsePeer),
};

/** Whether a system is to be looked at, rather than files. */
export function isLive({ local, ssh, kubeconfig, context }: SourceOptions): boolean {
  return local || ssh.length > 0 || kubeconfig !== undefined || context !== undefined;
}

/** Whether anything but files is to be looked at. */
export const namesSystem = (options: SourceOptions): boolean => options.bundle.length > 0 || isLive(options);

function parsePeer(text: string): string {
  const address = parseAddress(text);
  if (address !== null) return formatAddress(address, 0, address.length === 4 ? 4 : 16);
  throw new InvalidArgumentError('A peer is named by its address.');
}

function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d{1,4}$/.test(text) && count > 0) return count;
  throw new InvalidArgumentError('It is a number from 1 to 9999.');
}

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

export function parseDuration(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})([smh]?)$/.exec(text) ?? [];
  const seconds = Number(digits) * (SECONDS[unit] ?? 1);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('A duration is a number of seconds, or 90s, 5m, 1h.');
}

const SHIFT: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

function parseSize(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,12})([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const size = Number(digits) * (SHIFT[unit.toLowerCase()] ?? 1);
  if (size > 0) return size;
  throw new InvalidArgumentError('A size is a number of octets, or 500k, 64M, 1G.');
}
