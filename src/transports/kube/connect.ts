import type { Opening } from '../../collectors/collector.ts';
import { ApiError, isPassing, toAccessError } from './api-error.ts';
import { type KubeClient, createClient } from './client.ts';
import { type ClusterChoice, loadConfig } from './load-config.ts';

/** It answers, if not now. Of one that cannot be reached that is told at once. */
const isBusy = (error: unknown): boolean => error instanceof ApiError && isPassing(error);

/**
 * `/version` is for everybody who is let in: whether we are is told before anything else is asked.
 * @throws SourceError in one line that says what to do
 */
export async function connect(
  choice: ClusterChoice,
  { env, signal }: Pick<Opening, 'env' | 'signal'>,
): Promise<KubeClient> {
  const client = createClient(await loadConfig(choice, env));
  try {
    await client.get('/version', { signal, isPassing: isBusy });
  } catch (error) {
    signal.throwIfAborted();
    throw toAccessError(client.server, error);
  }
  return client;
}
