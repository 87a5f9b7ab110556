import type { NodeSeen } from '../../model/node.ts';
import { interfaceOf } from '../../parsers/kernel/sysctl-key.ts';
import { cells, padEnd } from '../../reporters/cells.ts';
import { redactSecrets } from '../../redact/secrets.ts';
import { visible } from '../../reporters/visible.ts';
import { safeJson } from '../../reporters/safe-json.ts';
import { nearest } from '../nearest.ts';
import { UserError } from '../user-error.ts';

/** They differ by themselves: counters, identities, random numbers. */
const LIVELY =
  /^(?:kernel\.(?:random\.|hostname$|domainname$|ns_last_pid$|osrelease$|version$|pty\.nr$|tainted$)|fs\.(?:dentry-state|file-nr|inode-(?:nr|state)|quota\.|aio-nr)|net\.netfilter\.nf_conntrack_count$|net\.core\.netdev_rss_key$|net\.ipv[46]\.route\.(?:flush)|sunrpc\.transports|dev\.cdrom|user\.max_)/;
/** Of a pod's or another link that only one node can have. */
const OWN_LINK = /^(?:cali|lxc|veth|tap|eni)/;

interface Difference {
  readonly key: string;
  /** Null where the node has no such key. */
  readonly values: readonly [string | null, string | null];
}

/** The keys in which two nodes differ, without secrets. @throws UserError if there are not two nodes of these names */
export function renderSysctlDiff(
  nodes: readonly NodeSeen[],
  left: string,
  right: string | undefined,
  { format, redact }: { readonly format: 'text' | 'json'; readonly redact: (text: string) => string },
): string {
  if (right === undefined) {
    throw new UserError('--diff compares two nodes', 'k8sdoctor sysctl FILE… --diff NODE NODE');
  }
  const found = differences(find(nodes, left), find(nodes, right)).map((each) => withoutSecrets(each, redact));
  const names = [redact(left), redact(right)] as const;
  if (format === 'json') return `${safeJson({ nodes: names, differences: found }, 2)}\n`;
  if (found.length === 0) return `No key differs between ${names.map(visible).join(' and ')}.\n`;
  const rows = [['', ...names], ...found.map(({ key, values }) => [key, values[0] ?? '-', values[1] ?? '-'])];
  const shown = rows.map((row) => row.map(visible));
  const widths = [0, 1].map((column) => Math.max(...shown.map((row) => cells(row[column] ?? ''))));
  const lines = shown.map((row) => row.map((text, column) => padEnd(text, widths[column] ?? 0)).join('  '));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** `net.ipv4.tcp_fastopen_key` is one. */
function withoutSecrets({ key, values }: Difference, redact: (text: string) => string): Difference {
  const clean = (value: string | null): string | null => {
    if (value === null) return null;
    const { text } = redactSecrets(`${key} = ${value}`);
    return redact(text.slice(key.length + 3));
  };
  return { key: redact(key), values: [clean(values[0]), clean(values[1])] };
}

function find(nodes: readonly NodeSeen[], name: string): NodeSeen {
  const node = nodes.find((each) => each.name === name);
  if (node?.sysctl !== undefined && node.sysctl !== null) return node;
  const known = nodes.filter(({ sysctl }) => sysctl !== null).map((each) => each.name);
  const near = nearest(name, known);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are: ${known.join(', ') || 'none'}.`;
  throw new UserError(`there are no sysctls of a node ${name}`, hint);
}

function differences(left: NodeSeen, right: NodeSeen): readonly Difference[] {
  const [ours, theirs] = [left.sysctl?.settings, right.sysctl?.settings];
  const keys = new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])]);
  return [...keys]
    .filter((key) => !LIVELY.test(key) && !OWN_LINK.test(interfaceOf(key)?.name ?? ''))
    .toSorted()
    .flatMap((key): Difference[] => {
      const values = [ours?.get(key)?.value ?? null, theirs?.get(key)?.value ?? null] as const;
      return values[0] === values[1] ? [] : [{ key, values }];
    });
}
