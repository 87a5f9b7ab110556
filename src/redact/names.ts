/** Names, and what takes their place: `node-1`, `host-3`, in the order in which they were met. */
import { type Match, createDictionary } from './dictionary.ts';

const KINDS = ['domain', 'file', 'host', 'namespace', 'node', 'peer', 'pod', 'resource'] as const;
export type NameKind = (typeof KINDS)[number];

export interface Names {
  /** The stand-in of a whole name; the kind is that of its first occurrence. */
  add(kind: NameKind, name: string): void;
  standIn(name: string): string | undefined;
  /** `text` with stand-ins for all names that were added. */
  redact(text: string): string;
  /** Originals by their stand-ins. */
  readonly originals: ReadonlyMap<string, string>;
}

const SHORTEST = 2;
/** Names that everybody has, and words of every text: a field that is one of them is replaced, a text is not. */
const ORDINARY: ReadonlySet<string> = new Set(
  (
    'address as bgp bird calico cilium cluster connection default established exabgp failed frr global gobgp host idle ' +
    'ipv4 ipv6 kernel kube-router local master mesh metallb neighbor neighbour network node not peer pod port remote ' +
    'router server session the this unknown up worker'
  ).split(' '),
);
/** Namespaces of the software that we know tell nothing of who runs it. */
const PUBLIC_NAMES: ReadonlySet<string> = new Set(
  (
    'default kube-system kube-public kube-node-lease calico-system calico-apiserver tigera-operator metallb-system ' +
    'frr-k8s-system cilium cilium-system kube-router kube-flannel'
  ).split(' '),
);
/** A pod of a deployment or a daemon set: five of the characters that Kubernetes makes names of. */
const POD =
  /(?<![\w./-])(?:([a-z0-9][a-z0-9-]{0,62})\/)?([a-z][a-z0-9-]{0,200}-[bcdfghjklmnpqrstvwxz2456789]{5})(?![\w-])/g;
const FILE_END = /(?:\.[a-z0-9]{2,6}){1,2}$/i;

/** @param known originals by their stand-ins, of an earlier run */
export function createNames(known: ReadonlyMap<string, string> = new Map()): Names {
  const standIns = new Map<string, string>();
  const originals = new Map<string, string>();
  const counts = new Map<NameKind, number>();
  const words = createDictionary<string>(SHORTEST);

  function remember(name: string, standIn: string): void {
    standIns.set(name, standIn);
    originals.set(standIn, name);
    if (!ORDINARY.has(name.toLowerCase())) words.add(name, standIn);
  }

  function add(kind: NameKind, name: string): void {
    if (name === '' || name === '-' || standIns.has(name) || PUBLIC_NAMES.has(name)) return;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    remember(name, `${kind}-${count}${kind === 'file' ? (FILE_END.exec(name)?.[0] ?? '') : ''}`);
  }

  for (const [standIn, name] of known) {
    const [, kind, digits] = /^([a-z]+)-(\d+)/.exec(standIn) ?? [];
    const isKind = KINDS.find((each) => each === kind);
    if (isKind === undefined) continue;
    counts.set(isKind, Math.max(counts.get(isKind) ?? 0, Number(digits)));
    remember(name, standIn);
  }

  return {
    add,
    standIn: (name) => standIns.get(name),
    redact(text) {
      for (const [, namespace, pod = ''] of text.matchAll(POD)) {
        if (namespace !== undefined) add('namespace', namespace);
        add('pod', pod);
      }
      return words.replace(text, (standIn, match) => {
        if (!isWhole(match)) return null;
        return { start: match.start, end: endOfDomain(match), by: standIn };
      });
    },
    originals,
  };
}

const isWhole = ({ text, start, end }: Match): boolean =>
  !/\w/.test(text.charAt(start - 1)) && !/[A-Za-z0-9]/.test(text.charAt(end));

/** `worker-1.example.com` where the name is `worker-1`; not `worker-1.pcap`, nor the end of a sentence. */
const DOMAIN = /(?:\.(?!(?:pcap|pcapng|gz|txt|json|log|ya?ml|conf|tar)\b)[a-z][a-z0-9-]{0,62}){1,8}(?![\w.])/iy;

function endOfDomain({ text, end }: Match): number {
  DOMAIN.lastIndex = end;
  return DOMAIN.test(text) ? DOMAIN.lastIndex : end;
}
