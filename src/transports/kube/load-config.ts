/** Which cluster, and as whom: the rules of kubectl. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Cluster, KubeConfig } from '@kubernetes/client-node';
import { SourceError, reasonOf } from '../../sources/source-error.ts';
import { proxyFor } from './proxy.ts';

export interface ClusterChoice {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}
type Env = Readonly<Record<string, string | undefined>>;

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const HOW = 'Name one with --kubeconfig FILE, or set KUBECONFIG.';

/** `--kubeconfig`, else $KUBECONFIG, else ~/.kube/config, else the service account of the pod that we are in. */
export async function loadConfig({ kubeconfig, context }: ClusterChoice, env: Env): Promise<KubeConfig> {
  const files = filesOf(kubeconfig, env);
  const isInPod = existsSync(SERVICE_ACCOUNT) && env['KUBERNETES_SERVICE_HOST'] !== undefined;
  if (files.length === 0 && !isInPod) throw new SourceError('no kubeconfig', HOW);
  const { KubeConfig: Config } = await import('@kubernetes/client-node');
  const config = new Config();
  if (files.length > 0) readFiles(config, files, () => new Config());
  else config.loadFromCluster();
  if (context !== undefined) config.setCurrentContext(context);
  checkContext(config);
  useProxy(config, env);
  return config;
}

/** Of several in $KUBECONFIG those that exist, as kubectl has it; one that was asked for has to. */
function filesOf(kubeconfig: string | undefined, env: Env): readonly string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  const found = named.filter((file) => existsSync(file));
  if (named.length > 0) return found.length > 0 ? found : named.slice(0, 1);
  const own = join(env['HOME'] ?? homedir(), '.kube', 'config');
  return existsSync(own) ? [own] : [];
}

/** Of two entries of one name the first counts. */
function readFiles(into: KubeConfig, files: readonly string[], create: () => KubeConfig): void {
  for (const file of files) {
    const one = create();
    try {
      readFileSync(file); // its message names the file
      one.loadFromFile(file);
    } catch (error) {
      const [reason = ''] = reasonOf(error).split('\n');
      throw new SourceError(`kubeconfig ${file}: ${reason}`, HOW, error);
    }
    into.clusters = merge(into.clusters, one.clusters);
    into.users = merge(into.users, one.users);
    into.contexts = merge(into.contexts, one.contexts);
    into.currentContext ||= one.currentContext;
  }
}

function merge<T extends { readonly name: string }>(known: readonly T[], more: readonly T[]): T[] {
  return [...known, ...more.filter(({ name }) => known.every((one) => one.name !== name))];
}

function checkContext(config: KubeConfig): void {
  const names = config.contexts.map(({ name }) => name);
  const current = config.currentContext;
  const choose = names.length === 0 ? HOW : `Choose one with --context: ${names.join(', ')}.`;
  if (current === undefined || current === '') throw new SourceError('the kubeconfig has no current context', choose);
  if (!names.includes(current)) throw new SourceError(`the kubeconfig has no context “${current}”`, choose);
  if (config.getCurrentCluster() === null) {
    throw new SourceError(`context “${current}” names a cluster that the kubeconfig does not have`, choose);
  }
}

function useProxy(config: KubeConfig, env: Env): void {
  const current = config.getCurrentCluster();
  const proxyUrl = current === null || current.proxyUrl ? null : proxyFor(current.server, env);
  if (proxyUrl === null) return;
  config.clusters = config.clusters.map((cluster): Cluster =>
    cluster.name === current?.name ? { ...cluster, proxyUrl } : cluster,
  );
}
