/** What an OPEN says of graceful restart (RFC 4724 §3, RFC 8538 §2). */
import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { familiesOf, type FamilyFields } from './families.ts';

export interface GracefulRestart {
  /** Seconds. */
  readonly restartTime: number;
  /** The R bit: it has restarted. */
  readonly restarted: boolean;
  /** The N bit: its routes outlive a NOTIFICATION too. */
  readonly notification: boolean;
  /** Those whose forwarding it can keep while it restarts; none of one that only helps others. */
  readonly families: readonly FamilyFields[];
}

/** Null where the OPEN does not announce it. */
export function gracefulRestartOf({ capabilities }: OpenSeen): GracefulRestart | null {
  const capability = capabilities.find(({ code }) => code === CapabilityCode.GRACEFUL_RESTART);
  const restartTime = capability?.['restartTime'];
  if (typeof restartTime !== 'number') return null;
  return {
    restartTime,
    restarted: capability?.['restartState'] === true,
    notification: capability?.['notification'] === true,
    families: familiesOf(capability),
  };
}
