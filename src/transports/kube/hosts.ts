import type { Transport } from '../../collectors/collector.ts';
import { reasonOf } from '../../sources/source-error.ts';
import { createSlots } from '../ssh/slots.ts';
import type { KubeClient } from './client.ts';
import { type HostChoice, chooseHost, plannedHost } from './host.ts';
import type { NodePlan } from './targets.ts';

export interface HostOptions {
  /** Nodes at once. */
  readonly parallel: number;
  readonly dryRun: boolean;
  /** False where only the speakers are asked: then no pod is started. */
  readonly hosts: boolean;
  readonly ephemeral: boolean;
}

/** Where commands of the host run; null where they do not, and why. */
export interface Host {
  readonly transport: Transport | null;
  readonly fault: string | null;
}

/** By node. One that hangs holds no other up. */
export async function openHosts(
  client: KubeClient,
  plans: readonly NodePlan[],
  { parallel, dryRun, hosts, ephemeral }: HostOptions,
  choosing: Omit<HostChoice, 'node' | 'speakers'>,
): Promise<ReadonlyMap<string, Host>> {
  if (!hosts) return new Map();
  const slots = createSlots(parallel);
  const { signal } = choosing;

  async function open({ name: node, speakers }: NodePlan): Promise<Host> {
    if (dryRun) return { transport: plannedHost(node, ephemeral), fault: null };
    const release = await slots.take(signal);
    try {
      return { transport: await chooseHost(client, { node, speakers, ...choosing }), fault: null };
    } catch (error) {
      signal.throwIfAborted();
      return { transport: null, fault: reasonOf(error) };
    } finally {
      release();
    }
  }
  return new Map(await Promise.all(plans.map(async (plan) => [plan.name, await open(plan)] as const)));
}
