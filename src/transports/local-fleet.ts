import type { Fleet } from '../collectors/collector.ts';
import { askHost } from './ask-host.ts';
import { localTransport } from './local.ts';

/** This machine, with the speakers whose command line is there and answers. */
export async function openLocalFleet(signal: AbortSignal): Promise<Fleet> {
  const { target, incomplete } = await askHost(localTransport(), signal);
  return { targets: [Promise.resolve(target)], artifacts: [], incomplete, close: () => Promise.resolve() };
}
