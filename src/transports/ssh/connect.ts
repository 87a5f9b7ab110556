import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { Client, type HostVerifier } from 'ssh2';
import type { Opening } from '../../collectors/collector.ts';
import { SourceError } from '../../sources/source-error.ts';
import { type ConfigWorld, type HostSettings, settingsOf } from './config.ts';
import { explainFault, noAnswer } from './explain.ts';
import { type KnownKeys, readKnownKeys, verifyHostKey } from './host-key.ts';
import { type KeyFiles, openKeyring } from './keyring.ts';
import { createLogin } from './login.ts';
import { hostAndPort, type SshTarget } from './target.ts';

export interface Connection {
  readonly settings: HostSettings;
  readonly client: Client;
  /** Aborted once it is gone, with the reason. */
  readonly lost: AbortSignal;
}

/** Connects to hosts, each once: also to those in between, which others share. */
export interface Dialer {
  connect(target: SshTarget): Promise<Connection>;
  close(): Promise<void>;
}

const PATIENCE_SECONDS = 20; // until one is logged in
const KEEPALIVE_MS = 10_000;
const KEEPALIVES = 3;
const DEEPEST = 8; // hosts in between
const CLOSE_MS = 1000;

export function createDialer(world: ConfigWorld, opening: Opening): Dialer {
  const connections = new Map<string, Promise<Connection>>();
  const keyFiles: KeyFiles = new Map();

  /** @param jumps those that another host's ProxyJump names; null: its own */
  function connect(target: SshTarget, jumps: readonly SshTarget[] | null = null, depth = 0): Promise<Connection> {
    const settings = settingsOf(target, world);
    const before = jumps ?? settings.jumps;
    const key = [...before, target].map(({ user, host, port }) => `${user}@${host}:${port}`).join(' ');
    const found = connections.get(key) ?? dial(settings, before, depth);
    connections.set(key, found);
    return found;
  }

  async function dial(settings: HostSettings, jumps: readonly SshTarget[], depth: number): Promise<Connection> {
    const last = jumps.at(-1);
    if (last === undefined) return await logIn(settings, null, keyFiles, opening);
    if (depth >= DEEPEST) {
      throw new SourceError(
        `${settings.name}: more than ${DEEPEST} hosts in between`,
        'Does a ProxyJump lead in a circle?',
      );
    }
    const via = await connect(last, jumps.length > 1 ? jumps.slice(0, -1) : null, depth + 1);
    return await logIn(settings, via, keyFiles, opening);
  }

  return {
    connect: async (target) => await connect(target),
    async close() {
      const settled = await Promise.allSettled(connections.values());
      const open = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      // The last ones opened go through the first.
      for (const connection of open.toReversed()) {
        // oxlint-disable-next-line no-await-in-loop -- see above
        await hangUp(connection);
      }
    },
  };
}

async function logIn(
  settings: HostSettings,
  via: Connection | null,
  keyFiles: KeyFiles,
  opening: Opening,
): Promise<Connection> {
  const keyring = await openKeyring(settings, keyFiles, opening);
  const known = readKnownKeys(settings);
  const sock = via === null ? null : await forward(via, settings);
  const client = new Client();
  const lost = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const expire = (): void => reject(new Error(noAnswer(PATIENCE_SECONDS)));
      const wait = (): void => void (timer = setTimeout(expire, PATIENCE_SECONDS * 1000));
      /** The host is not to blame for the time that a person takes. */
      async function untimed<T>(asked: Promise<T>): Promise<T> {
        clearTimeout(timer);
        return await asked.finally(wait);
      }
      opening.signal.addEventListener('abort', () => reject(opening.signal.reason), { once: true });
      // ssh2 tells by one event of a key that an agent won't sign with, and goes on, and of what ends the connection.
      client.on('error', (error) => {
        if (error.level !== 'agent') reject(error);
      });
      client.once('ready', resolve).once('close', () => {
        reject(new Error('Connection lost before handshake'));
        lost.abort(new Error(`the connection to ${settings.name} was lost`));
      });
      const account = `${settings.user}@${hostAndPort(settings.name, settings.port)}`;
      client.connect({
        ...(sock === null ? { host: settings.host, port: settings.port } : { sock }),
        username: settings.user,
        readyTimeout: 0, // ours stands still while a person is asked
        keepaliveInterval: KEEPALIVE_MS,
        keepaliveCountMax: KEEPALIVES,
        algorithms: { serverHostKey: [...known.algorithms] },
        hostVerifier: createVerifier(settings, known, (question) => untimed(opening.confirm(question)), reject),
        authHandler: createLogin({
          user: settings.user,
          account,
          keyring,
          secret: (prompt) => untimed(opening.secret(prompt)),
          refused: (tried, taken) => reject(notLetIn(account, tried, taken)),
        }),
      });
      wait();
    });
  } catch (error) {
    client.destroy();
    throw explainFault(settings, error);
  } finally {
    clearTimeout(timer);
  }
  return { settings, client, lost: lost.signal };
}

/** It is asked at each new exchange of keys too: then the key must be the one from the beginning. */
function createVerifier(
  settings: HostSettings,
  known: KnownKeys,
  confirm: (question: string) => Promise<boolean>,
  refuse: (error: unknown) => void,
): HostVerifier {
  let taken: Buffer | null = null;
  return (key, done) => {
    if (taken !== null) return done(taken.equals(key));
    verifyHostKey(settings, known, key, confirm).then(
      () => {
        taken = Buffer.from(key);
        done(true);
      },
      (error: unknown) => {
        refuse(error);
        done(false);
      },
    );
  };
}

function notLetIn(account: string, tried: readonly string[], taken: readonly string[]): SourceError {
  const ways = tried.length === 0 ? 'there was nothing to try' : `tried ${[...new Set(tried)].join(', ')}`;
  const wanted = taken.length === 0 ? '' : `; it takes ${taken.join(', ')}`;
  return new SourceError(
    `${account}: the login was refused: ${ways}${wanted}`,
    `Name a key that it knows (IdentityFile in ssh_config, or ssh-add FILE)${taken.some((way) => way !== 'publickey') ? ', or run this in a terminal, where a password can be typed' : ''}.`,
  );
}

function forward({ client, lost }: Connection, { host, port }: HostSettings): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    lost.addEventListener('abort', () => reject(lost.reason), { once: true });
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error === undefined) resolve(channel);
      else reject(error);
    });
  });
}

async function hangUp({ client, lost }: Connection): Promise<void> {
  if (lost.aborted) return;
  const closed = once(lost, 'abort', { signal: AbortSignal.timeout(CLOSE_MS) }).catch(() => undefined);
  client.end();
  await closed;
  client.destroy();
}
