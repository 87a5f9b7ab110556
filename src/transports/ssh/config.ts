import { resolve } from 'node:path';
import { parse } from 'ssh-config';
import { SourceError } from '../../sources/source-error.ts';
import { userName } from '../user-name.ts';
import { parseSshTarget, type SshTarget } from './target.ts';

/** All that ssh_config says of a host, and what holds where it is silent. */
export interface HostSettings {
  /** As it was asked for. */
  readonly name: string;
  /** Where to connect. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** From the first to the one next to the host. */
  readonly jumps: readonly SshTarget[];
  readonly identityFiles: readonly string[];
  /** Of the agent's keys only those of `identityFiles`. */
  readonly identitiesOnly: boolean;
  /** The socket of the agent; null if there is none. */
  readonly agent: string | null;
  readonly knownHostsFiles: readonly string[];
  /** What known_hosts calls it; null: by its address. */
  readonly hostKeyAlias: string | null;
  /** StrictHostKeyChecking yes: an unknown key is refused without asking. Nothing makes us laxer than asking. */
  readonly isStrict: boolean;
}

export interface ConfigWorld {
  /** ssh_config's text: the user's, then the system's. */
  readonly configs: readonly string[];
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** ssh(1): those that are there are tried. */
const DEFAULT_IDENTITIES = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];
const DEFAULT_KNOWN_HOSTS = [
  '~/.ssh/known_hosts',
  '~/.ssh/known_hosts2',
  '/etc/ssh/ssh_known_hosts',
  '/etc/ssh/ssh_known_hosts2',
];

/** @throws SourceError for what we can't do as ssh_config has it */
export function settingsOf(target: SshTarget, { configs, home, env }: ConfigWorld): HostSettings {
  const option = lookUp(target, configs);
  const host = expand(option('hostname')[0] ?? '%h', { h: target.host });
  const port = target.port ?? Number(option('port')[0] ?? 22);
  const user = target.user ?? option('user')[0] ?? env['USER'] ?? userName();
  const tokens = { h: host, n: target.host, p: String(port), r: user, u: userName(), d: home };
  const paths = (values: readonly string[]): string[] =>
    values.filter((value) => value !== 'none').map((value) => resolve(expand(value.replace(/^~(?=\/)/, home), tokens)));
  const jumps = jumpsOf(target.host, option('proxyjump')[0]);
  if (jumps.length === 0 && (option('proxycommand')[0] ?? 'none') !== 'none') {
    throw new SourceError(
      `${target.host}: ssh_config has a ProxyCommand for it, which k8sdoctor does not run`,
      'Name the host in between by ProxyJump.',
    );
  }
  const agent = option('identityagent')[0] ?? 'SSH_AUTH_SOCK';
  return {
    name: target.host,
    host,
    port,
    user,
    jumps,
    identityFiles: paths(orElse(option('identityfile'), DEFAULT_IDENTITIES)),
    identitiesOnly: isYes(option('identitiesonly')[0]),
    agent: agent === 'SSH_AUTH_SOCK' ? unlessEmpty(env['SSH_AUTH_SOCK']) : (paths([agent])[0] ?? null),
    knownHostsFiles: paths([
      ...orElse(option('userknownhostsfile'), DEFAULT_KNOWN_HOSTS.slice(0, 2)),
      ...orElse(option('globalknownhostsfile'), DEFAULT_KNOWN_HOSTS.slice(2)),
    ]),
    hostKeyAlias: option('hostkeyalias')[0] ?? null,
    isStrict: isYes(option('stricthostkeychecking')[0]),
  };
}

const unlessEmpty = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);
const isYes = (value: string | undefined): boolean => value === 'yes' || value === 'true';
const orElse = <T>(values: readonly T[], fallback: readonly T[]): readonly T[] =>
  values.length > 0 ? values : fallback;

/** Of the first file that has it; of IdentityFile, which may be given often, all. Names of options are in lower case. */
function lookUp({ host, user }: SshTarget, configs: readonly string[]): (name: string) => readonly string[] {
  const query = user === null ? { Host: host } : { Host: host, User: user };
  // `Match exec` runs nothing: such a section does not hold.
  const found = configs.map((text) => parse(text).compute(query, { ignoreCase: true, matchExec: false }));
  return (name) => {
    const given = found.flatMap((options) => (options[name] === undefined ? [] : [[options[name]].flat()]));
    return name === 'identityfile' ? given.flat() : (given[0] ?? []);
  };
}

function jumpsOf(host: string, text: string | undefined): SshTarget[] {
  if (text === undefined || text === 'none') return [];
  return text.split(',').map((hop) => {
    const target = parseSshTarget(hop.trim().replace(/^ssh:\/\//, ''));
    if (target !== null) return target;
    throw new SourceError(`${host}: ProxyJump ${text} in ssh_config is no list of hosts`, 'It is [USER@]HOST[:PORT],…');
  });
}

/** `%h` and the like (ssh_config(5), TOKENS); one that is not known stays. */
function expand(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (token, letter: string) => (letter === '%' ? '%' : (tokens[letter] ?? token)));
}
