import ssh2, {
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type PublicKeyEntry,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';
import type { Opening } from '../../collectors/collector.ts';
import type { HostSettings } from './config.ts';
import { type KeyFile, readKeyFile } from './key-files.ts';
import { readIfThere } from './read-config.ts';

/** Every key that may open a host, in the order in which they are offered: the agent's, then those of files. */
export interface Keyring {
  /** How ssh2 asks for keys and signatures; a passphrase is asked for only once the host wants that very key. */
  readonly agent: BaseAgent;
  readonly size: number;
  /** `2 keys of the agent`, `/root/.ssh/id_ed25519`. */
  readonly names: readonly string[];
}

/** Key files by their path, so that a passphrase is asked for once for all hosts. */
export type KeyFiles = Map<string, KeyFile | null>;

interface Held {
  readonly publicKey: Buffer;
  sign(data: Buffer, options: SigningRequestOptions): Promise<Buffer>;
}

export async function openKeyring(
  settings: HostSettings,
  keyFiles: KeyFiles,
  opening: Pick<Opening, 'secret' | 'say'>,
): Promise<Keyring> {
  const files = settings.identityFiles.flatMap((path) => {
    const found = keyFiles.has(path) ? keyFiles.get(path) : readKeyFile(path, opening);
    keyFiles.set(path, found ?? null);
    return found ?? [];
  });
  const ofFiles = await Promise.all(files.map(holdFile));
  const ofAgent = await holdAgent(
    settings,
    ofFiles.flatMap((each) => each ?? []),
    opening,
  );
  const isNew = ({ publicKey }: Held): boolean => !ofAgent.some((each) => each.publicKey.equals(publicKey));
  const rest = ofFiles.flatMap((held, i) =>
    held !== null && isNew(held) ? [{ held, path: files[i]?.path ?? '' }] : [],
  );
  const agentName = ofAgent.length === 1 ? 'a key of the agent' : `${ofAgent.length} keys of the agent`;
  return {
    agent: new HeldKeys([...ofAgent, ...rest.map(({ held }) => held)]),
    size: ofAgent.length + rest.length,
    names: [...(ofAgent.length > 0 ? [agentName] : []), ...rest.map(({ path }) => path)],
  };
}

async function holdFile(file: KeyFile): Promise<Held | null> {
  const publicKey = file.publicKey ?? (await file.unlock())?.getPublicSSH();
  if (publicKey === undefined) return null;
  return {
    publicKey,
    async sign(data, { hash }) {
      const key = await file.unlock();
      if (key === null) throw new Error(`${file.path} is locked`);
      const signature: Buffer | Error = key.sign(data, hash);
      if (signature instanceof Error) throw signature;
      return signature;
    },
  };
}

/** An agent that does not answer has no keys. */
async function holdAgent(
  { agent: path, identitiesOnly, identityFiles }: HostSettings,
  known: readonly Held[],
  { say }: Pick<Opening, 'say'>,
): Promise<Held[]> {
  if (path === null) return [];
  const agent = ssh2.createAgent(path);
  const keys = await new Promise<readonly Buffer[]>((resolve) => {
    agent.getIdentities((error, found) => {
      if (error !== undefined && error !== null) say(`the SSH agent at ${path} does not answer`);
      resolve((found ?? []).map(blobOf));
    });
  });
  const named = [...known.map(({ publicKey }) => publicKey), ...identityFiles.flatMap(publicKeyOf)];
  const held = keys.map((publicKey): Held => ({
    publicKey,
    sign: (data, options) =>
      new Promise((resolve, reject) => {
        agent.sign(publicKey, data, options, (error, signature) => {
          if (signature === undefined) reject(error ?? new Error('the agent did not sign'));
          else resolve(signature);
        });
      }),
  }));
  const isNamed = ({ publicKey }: Held): boolean => named.some((each) => each.equals(publicKey));
  const unnamed = identitiesOnly ? [] : held.filter((each) => !isNamed(each));
  return [...held.filter(isNamed), ...unnamed];
}

/** Of an IdentityFile whose private part only the agent has. */
function publicKeyOf(path: string): Buffer[] {
  const keys = [path, `${path}.pub`].map((each) => ssh2.utils.parseKey(readIfThere(each)));
  return keys.flatMap((key) => (key instanceof Error ? [] : [key.getPublicSSH()]));
}

class HeldKeys extends ssh2.BaseAgent {
  readonly #held: readonly Held[];

  constructor(held: readonly Held[]) {
    super();
    this.#held = held;
  }

  override getIdentities(done: IdentityCallback): void {
    done(
      null,
      this.#held.map(({ publicKey }) => publicKey),
    );
  }

  override sign(
    key: PublicKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done: SignCallback = () => undefined,
  ): void {
    if (typeof options === 'function') return this.sign(key, data, {}, options);
    const blob = blobOf(key);
    const held = this.#held.find(({ publicKey }) => publicKey.equals(blob));
    const signature = held?.sign(data, options) ?? Promise.reject(new Error('no such key'));
    signature.then((signed) => done(null, signed), done);
  }
}

type PublicKey = Buffer | ParsedKey | string;

/** Of any shape that ssh2 has for a public key. */
function blobOf(key: PublicKey | PublicKeyEntry): Buffer {
  if (typeof key === 'object' && 'pubKey' in key)
    return 'getPublicSSH' in key.pubKey ? key.pubKey.getPublicSSH() : NONE;
  const parsed = ssh2.utils.parseKey(key);
  return parsed instanceof Error ? NONE : parsed.getPublicSSH();
}

const NONE = Buffer.alloc(0);
