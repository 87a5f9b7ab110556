import { visible } from '../../reporters/visible.ts';
import { type Mode, type Right, describeRight, missingRights, rightsFor } from '../../transports/kube/access.ts';
import { toAccessError } from '../../transports/kube/api-error.ts';
import { connect } from '../../transports/kube/connect.ts';
import { DEBUG_NAMESPACE } from '../../transports/kube/debug-pod.ts';
import { findSpeakers } from '../../transports/kube/speakers.ts';
import type { Context } from '../command.ts';
import type { SourceOptions } from '../commands/source-options.ts';
import { watchInterrupts } from '../interrupts.ts';
import { print } from '../io.ts';

const MODES: readonly (readonly [mode: Mode, means: string])[] = [
  ['read', 'who should speak with whom'],
  ['exec', 'what daemons, kernels and packets say, in pods of the CNI'],
  ['debug-pods', 'the same where those pods lack tcpdump'],
  ['ephemeral', 'the same, by a debug container in them'],
];

/** Tells for each mode what whoever asks may not do. Exit code 3 where something is missing. */
export async function checkAccess({ io }: Context, options: Omit<SourceOptions, 'bundle'>): Promise<number> {
  const interrupts = watchInterrupts(io);
  const asking = { signal: interrupts.signal };
  try {
    const client = await connect(options, { env: io.env, ...asking });
    const missing = await missingIn(client, options, asking).catch((error: unknown) => {
      interrupts.signal.throwIfAborted();
      throw toAccessError(client.server, error);
    });
    const modes = MODES.filter(([mode]) => mode !== 'ephemeral' || options.ephemeral);
    const lines = modes.flatMap(([mode, means]) => describeMode(mode, means, missing));
    const hint = missing.length === 0 ? [] : ['deploy/rbac.yaml grants them.'];
    await print(io.stdout, [...lines, ...hint].map((line) => `${line}\n`).join(''));
    return missing.length === 0 ? 0 : 3;
  } finally {
    interrupts.stop();
  }
}

/** Where no speaker may be seen, kube-system stands for where they are. */
async function missingIn(
  client: Awaited<ReturnType<typeof connect>>,
  { namespace, ephemeral }: Pick<SourceOptions, 'ephemeral' | 'namespace'>,
  asking: { readonly signal: AbortSignal },
): Promise<readonly Right[]> {
  const speakers = await findSpeakers(client, namespace, asking).catch(() => []);
  const namespaces = new Set(speakers.flatMap(({ pod }) => pod.metadata.namespace ?? []));
  if (namespaces.size === 0) namespaces.add(namespace ?? 'kube-system');
  return missingRights(client, rightsFor([...namespaces], namespace ?? DEBUG_NAMESPACE, ephemeral), asking);
}

function describeMode(mode: Mode, means: string, missing: readonly Right[]): string[] {
  const lacks = missing.filter((right) => right.mode === mode);
  if (lacks.length === 0) return [`${mode}: yes (${means})`];
  return [`${mode}: no (${means}); missing:`, ...lacks.map((right) => `  ${visible(describeRight(right))}`)];
}
