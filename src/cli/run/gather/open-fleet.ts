import type { Fleet, Opening } from '../../../collectors/collector.ts';
import { SourceError } from '../../../sources/source-error.ts';
import { openLocalFleet } from '../../../transports/local-fleet.ts';
import type { SourceOptions } from '../../commands/source-options.ts';
import { UserError } from '../../user-error.ts';

export interface FleetOptions extends SourceOptions {
  /** False where only the speakers are asked: nothing is started for what nobody wants to know. */
  readonly hosts: boolean;
}

/** Of each source its opener, and whether it was asked for. A source of its own loads its client only if it was. */
const SOURCES: readonly Source[] = [
  { isAsked: ({ local }) => local, open: (_options, { signal }) => openLocalFleet(signal) },
  {
    isAsked: ({ ssh }) => ssh.length > 0,
    open: async ({ ssh, parallel }, opening) =>
      (await import('../../../transports/ssh/fleet.ts')).openSshFleet(ssh, parallel, opening),
  },
  {
    // Of nothing else, the cluster that kubectl would ask.
    isAsked: ({ kubeconfig, context, local, ssh }) =>
      kubeconfig !== undefined || context !== undefined || (!local && ssh.length === 0),
    open: async (options, opening) =>
      (await import('../../../transports/kube/fleet.ts')).openKubeFleet(options, opening),
  },
];

interface Source {
  isAsked(options: FleetOptions): boolean;
  open(options: FleetOptions, opening: Opening): Promise<Fleet>;
}

/**
 * Opens every source that was asked for, as one fleet.
 * An opener tells by a SourceError that it can't open it at all; hosts and nodes that can't be reached are `incomplete`.
 * @throws UserError where one can't be opened: the others are closed again
 */
export async function openFleet(options: FleetOptions, opening: Opening): Promise<Fleet> {
  const asked = SOURCES.filter((source) => source.isAsked(options));
  const opened = await Promise.allSettled(asked.map((source) => source.open(options, opening)));
  const fleets = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = opened.find((each) => each.status === 'rejected');
  if (failed === undefined) return mergeFleets(fleets);
  await Promise.allSettled(fleets.map((fleet) => fleet.close()));
  throw failed.reason instanceof SourceError ? new UserError(failed.reason.message, failed.reason.hint) : failed.reason;
}

function mergeFleets(fleets: readonly Fleet[]): Fleet {
  return {
    targets: fleets.flatMap(({ targets }) => targets),
    artifacts: fleets.flatMap(({ artifacts }) => artifacts),
    incomplete: fleets.flatMap(({ incomplete }) => incomplete),
    podNetwork: fleets.find(({ podNetwork }) => podNetwork !== undefined)?.podNetwork, // of the one cluster
    async close() {
      await Promise.all(fleets.map((fleet) => fleet.close()));
    },
  };
}
