import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Fleet, Opening } from '../../collectors/collector.ts';
import { SourceError } from '../../sources/source-error.ts';
import type { AskedHost } from '../ask-host.ts';
import { askConnected } from './ask-connected.ts';
import { createDialer } from './connect.ts';
import { readConfig } from './read-config.ts';
import { createSlots } from './slots.ts';
import { parseSshTarget, type SshTarget } from './target.ts';

const SYSTEM_CONFIG = '/etc/ssh/ssh_config';

/**
 * Hosts by SSH, several at once: one that can't be reached is `incomplete` and holds no other up.
 * @param hosts `[USER@]HOST[:PORT]`; @param parallel how many are connected to at once
 * @throws SourceError where a name can't be read, or none can be reached
 */
export async function openSshFleet(hosts: readonly string[], parallel: number, opening: Opening): Promise<Fleet> {
  const { signal, env } = opening;
  const names = [...new Set(hosts)];
  const targets = names.map(parseHost);
  const home = env['HOME'] ?? homedir();
  const configs = [readConfig(join(home, '.ssh/config'), home), readConfig(SYSTEM_CONFIG, home)];
  const dialer = createDialer({ configs, home, env }, opening);
  const slots = createSlots(parallel);

  async function reach(target: SshTarget): Promise<AskedHost | SourceError> {
    const release = await slots.take(signal);
    try {
      return await askConnected(await dialer.connect(target), nodeOf(target, targets), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SourceError) return error;
      throw error;
    } finally {
      release();
    }
  }

  try {
    const reached = await Promise.all(targets.map(reach));
    const faults = reached.flatMap((each) => (each instanceof SourceError ? [each] : []));
    const asked = reached.flatMap((each) => (each instanceof SourceError ? [] : [each]));
    if (asked.length === 0) throw noneOf(faults);
    return {
      targets: asked.map(({ target }) => Promise.resolve(target)),
      artifacts: [],
      incomplete: [
        ...asked.flatMap(({ incomplete }) => incomplete),
        ...reached.flatMap((each, i) => (each instanceof SourceError ? [describeLack(names[i] ?? '', each)] : [])),
      ],
      close: () => dialer.close(),
    };
  } catch (error) {
    await dialer.close();
    throw error;
  }
}

function parseHost(text: string): SshTarget {
  const target = parseSshTarget(text);
  if (target !== null) return target;
  throw new SourceError(
    `--ssh ${text}: it is no host`,
    'It is [USER@]HOST[:PORT]; an IPv6 address stands in brackets.',
  );
}

/** As it was named, so that whoever named it finds it again; with its port where that tells two apart. */
function nodeOf({ host, port }: SshTarget, all: readonly SshTarget[]): string {
  const isOnly = all.filter((each) => each.host === host).length === 1;
  return isOnly || port === null ? host : `${host}:${port}`;
}

function describeLack(host: string, { message, hint }: SourceError): Fleet['incomplete'][number] {
  return { source: host, what: 'ssh', why: `${message}. ${hint}` };
}

function noneOf(faults: readonly SourceError[]): SourceError {
  const [first] = faults;
  if (first !== undefined && faults.length === 1) return first;
  return new SourceError(
    `no host can be reached: ${faults.map(({ message }) => message).join('; ')}`,
    first?.hint ?? '',
  );
}
