import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import ssh2, { type Client, type HostVerifier } from 'ssh2';
import type { Opening } from '../../collectors/collector.ts';
import { SourceError } from '../../sources/source-error.ts';
import { type ConfigWorld, type HostSettings, settingsOf } from './config.ts';
import { explainFault } from './explain.ts';
import { type KnownKeys, readKnownKeys, verifyHostKey } from './host-key.ts';
import { type KeyFiles, openKeyring } from './keyring.ts';
import { createLogin } from './login.ts';
import { createPatience } from './patience.ts';
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
  { signal, ...person }: Opening,
): Promise<Connection> {
  const patience = createPatience(PATIENCE_SECONDS);
  const opening = {
    ...person,
    confirm: (question: string) => patience.untimed(person.confirm(question)),
    secret: (prompt: string) => patience.untimed(person.secret(prompt)),
  };
  const client = new ssh2.Client();
  const lost = new AbortController();
  client.once('close', () => lost.abort(new Error(`the connection to ${settings.name} was lost`)));
  try {
    await unlessAborted(
      AbortSignal.any([signal, patience.expired]),
      shakeHands(client, settings, via, keyFiles, opening),
    );
    // A host waits for word of what was taken: held back by Nagle's algorithm, it triples the time of a stream.
    if (via === null) client.setNoDelay();
    return { settings, client, lost: lost.signal };
  } catch (error) {
    client.destroy();
    throw explainFault(settings, error);
  } finally {
    patience.stop();
  }
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function shakeHands(
  client: Client,
  settings: HostSettings,
  via: Connection | null,
  keyFiles: KeyFiles,
  opening: Pick<Opening, 'confirm' | 'secret' | 'say'>,
): Promise<void> {
  const keyring = await openKeyring(settings, keyFiles, opening);
  const known = readKnownKeys(settings);
  const account = `${settings.user}@${hostAndPort(settings.name, settings.port)}`;
  const sock = via === null ? null : await forward(via, settings);
  await new Promise<void>((resolve, reject) => {
    // ssh2 tells by one event of a key that an agent won't sign with, and goes on, and of what ends the connection.
    client.on('error', (error) => {
      if (error.level !== 'agent') reject(error);
    });
    client.once('close', () => reject(new Error('Connection lost before handshake')));
    client.once('ready', resolve).connect({
      ...(sock === null ? { host: settings.host, port: settings.port } : { sock }),
      username: settings.user,
      readyTimeout: 0, // ours stands still while a person is asked
      keepaliveInterval: KEEPALIVE_MS,
      keepaliveCountMax: KEEPALIVES,
      algorithms: { serverHostKey: [...known.algorithms] },
      hostVerifier: createVerifier(settings, known, opening.confirm, reject),
      authHandler: createLogin({
        user: settings.user,
        account,
        keyring,
        secret: opening.secret,
        refused: (tried, taken) => reject(notLetIn(account, tried, taken)),
      }),
    });
  });
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

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED (RFC 4254 §5.1). */
const PROHIBITED = 1;

/** ssh2 answers in any case, also when the connection is lost. */
function forward({ client }: Connection, { host, port }: HostSettings): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error === undefined) resolve(channel);
      else if ('reason' in error && error.reason === PROHIBITED) reject(new Error('administratively prohibited'));
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
