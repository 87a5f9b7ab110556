/** Nodes whose kubelet takes a call and says nothing: what else is asked of one for a while is refused at once. */
import type { KubeClient } from './client.ts';

export class SilentNode extends Error {}

/** A node may be slow once, and whoever watches asks again. */
const WHILE_MS = 60_000;

/** Of one cluster. */
type Asked = Pick<KubeClient, 'server'>;

interface Silence {
  readonly until: number;
  readonly error: SilentNode;
}
const known = new WeakMap<Asked, Map<string, Silence>>();

export function noteSilent(client: Asked, node: string, error: SilentNode): void {
  const nodes = known.get(client) ?? new Map<string, Silence>();
  if (nodes.get(node)?.error === error) return; // it was not asked again
  known.set(client, nodes.set(node, { until: Date.now() + WHILE_MS, error }));
}

/** @throws what it was noted with, for the same words are told in one line */
export function throwIfSilent(client: Asked, node: string): void {
  const silence = known.get(client)?.get(node);
  if (silence !== undefined && silence.until > Date.now()) throw silence.error;
}
