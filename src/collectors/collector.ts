/** What the layers between a system and its bundle hand one another. */

/** What a command that is not there exits with, as a shell has it. */
export const NOT_FOUND = 127;

/** A place where commands run: a pod, an SSH host, or this machine. A collector cannot tell which. */
export interface Transport {
  readonly node: string;
  /** As the output names it: `exec kube-system/cilium-x7wq2 (cilium-agent)`, `ssh root@worker-1`, `this machine`. */
  readonly label: string;
  /**
   * Runs `argv`, which is never joined into a shell line, and streams what it prints into `sink` no faster
   * than `sink` takes it: a full disk or a slow pipe slows the command down. Closes `sink` at the end, else aborts it.
   * A command that is not there exits `NOT_FOUND`. Rejects if it could not be started, printed more than
   * `maxBytes` or was aborted (with the signal's reason); by then it no longer runs.
   */
  run(argv: readonly string[], sink: WritableStream<Uint8Array>, options: RunOptions): Promise<RunResult>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

/** `stderr` is bounded by the transport: it holds the end of what was said. */
export interface RunResult {
  readonly exitCode: number;
  readonly stderr: string;
}

/** What was read, byte for byte. A failure is an artifact too: the report says what is not known, and why. */
export type Artifact = Collected | Failed;

export interface Collected extends Origin {
  readonly status: 'collected';
  readonly bytes: Uint8Array;
}
export interface Failed extends Origin {
  readonly status: 'failed';
  readonly reason: string;
}

/** Where an artifact comes from, and where it belongs. */
export interface Origin {
  /** In the bundle: `nodes/worker-1/sysctl.txt`. */
  readonly path: string;
  readonly command: readonly string[];
  /** Null of what is the cluster's: a resource. */
  readonly node?: string | null;
  readonly speaker?: Speaker | null;
  /** `kube-system/calico-node-x7wq2` */
  readonly pod?: string | null;
  /** Of a command that ran. */
  readonly exitCode?: number;
}

/** A command that answers one question, as data. All of them only read. */
export interface Collector {
  readonly id: string;
  /** Null of those that the host's kernel answers. */
  readonly speaker: Speaker | null;
  readonly topics: readonly Topic[];
  /** In order of preference: the next is tried where one is not there, or does not know its arguments. */
  readonly variants: readonly Variant[];
  readonly deadlineMs: number;
  readonly maxBytes: number;
  /** Without it the question that was asked is not answered: a failure is told in the report, not only in the bundle. */
  readonly essential: boolean;
  /** The lines that are kept of what it prints; all without it. */
  readonly keep?: RegExp;
  /** Runs once all else has. */
  readonly last?: true;
}

export interface Variant {
  /** Below the node's or the pod's folder. */
  readonly file: string;
  readonly argv: readonly string[];
}

/** What a command of k8sdoctor is about. */
export const TOPICS = ['bgp', 'routes', 'status', 'sysctl'] as const;
export type Topic = (typeof TOPICS)[number];

/** Whose commands tell of the sessions. */
export const SPEAKERS = ['bird', 'calico', 'cilium', 'frr', 'gobgp', 'kube-router', 'metallb', 'openbgpd'] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** A node to look at, and where on it commands can run. */
export interface Target {
  readonly node: string;
  /** In the host's network namespace; null where nothing may run there. */
  readonly host: Transport | null;
  readonly speakers: readonly SpeakerPlace[];
  /** Ports that BGP is spoken on beside 179. */
  readonly ports: readonly number[];
  /** Addresses of its sessions' other ends, as far as they are known. */
  readonly peers: readonly string[];
  /** Why nothing may run in the host's network namespace, where that is a fault. */
  readonly fault?: string | null;
  /** What was had of it by other ways than a command: logs. */
  readonly artifacts?: readonly Artifact[];
}

export interface SpeakerPlace {
  readonly speaker: Speaker;
  /** Where its own command line answers: its container, or the host. */
  readonly transport: Transport;
  /** Of its pod: `kube-system/calico-node-x7wq2`; null on a host. */
  readonly pod: string | null;
  /** By the tag of its image. */
  readonly version?: string | null;
}

/** All that one source gives: this machine, hosts by SSH, or a cluster. */
export interface Fleet {
  /** Each as soon as it can be asked: a node that hangs holds no other up. They end with the signal, and never reject. */
  readonly targets: readonly Promise<Target>[];
  /** What was had by other ways than a command: resources. Paths are those of the bundle. */
  readonly artifacts: readonly Artifact[];
  /** What could not be reached. */
  readonly incomplete: readonly { readonly source: string | null; readonly what: string; readonly why: string }[];
  /** Where the source has one. */
  readonly podNetwork?: PodNetwork | undefined;
  /** Takes away what was put there. Safe to call twice. */
  close(): Promise<void>;
}

/** The pods' own network, which is not the host's. */
export interface PodNetwork {
  /** What is started there, in words: `namespace kube-system, image netshoot`. */
  readonly wish: string;
  /** Of those that are looked at. */
  readonly nodes: readonly string[];
  /** A pod of ours on a node, until the fleet is closed. Rejects with why there is none. */
  start(node: string): Promise<PodPlace>;
}

export interface PodPlace {
  readonly transport: Transport;
  readonly addresses: readonly string[];
}

/** What a source may use of the world while it is opened. */
export interface Opening {
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line for the person who waits: what is done, what is left out. Escaping is its caller's. */
  say(line: string): void;
  /** False where nobody can answer. */
  confirm(question: string): Promise<boolean>;
  /** Typed unseen; null where nobody can answer. */
  secret(prompt: string): Promise<string | null>;
}
