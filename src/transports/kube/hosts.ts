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

/** By node, each as soon as it is there: one that hangs holds no other up. They end with the signal, and never reject. */
export function openHosts(
  client: KubeClient,
  plans: readonly NodePlan[],
  { parallel, dryRun, hosts, ephemeral }: HostOptions,
  choosing: Omit<HostChoice, 'node' | 'speakers'>,
): ReadonlyMap<string, Promise<Host>> {
  if (!hosts) return new Map();
  const slots = createSlots(parallel);
  const { signal } = choosing;

  async function open({ name: node, speakers }: NodePlan): Promise<Host> {
    if (dryRun) return { transport: plannedHost(node, ephemeral), fault: null };
    try {
      const release = await slots.take(signal);
      try {
        return { transport: await chooseHost(client, { node, speakers, ...choosing }), fault: null };
      } finally {
        release();
      }
    } catch (error) {
      return { transport: null, fault: signal.aborted ? null : reasonOf(error) };
    }
  }
  return new Map(plans.map((plan) => [plan.name, open(plan)]));
}
