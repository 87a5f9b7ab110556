/** How speakers restart one session by their own command line. */
import { NOT_FOUND, type Speaker } from './collector.ts';

/** The forms of a command, in order of preference; or what to do where a speaker has none. */
export type Reset = { readonly commands: readonly (readonly string[])[] } | { readonly instead: string };

export interface ResetSession {
  readonly peer: string;
  /** What the speaker calls it; null where it has not said so. */
  readonly name: string | null;
}

const CALICO_SOCKET = '/var/run/calico/bird';

/** FRR: `clear bgp`; MetalLB's native mode has no vtysh, and no other. */
const byVtysh = ({ peer }: ResetSession): Reset => ({ commands: [['vtysh', '-c', `clear bgp ${peer}`]] });
const byGobgp = ({ peer }: ResetSession): Reset => ({ commands: [['gobgp', 'neighbor', peer, 'reset']] });

/** BIRD knows a session by the name of its protocol, where a pattern stands for what is no plain word. */
function byBird({ peer, name }: ResetSession, sockets: readonly string[]): Reset {
  if (name === null || !/^[\w.:-]+$/.test(name))
    return { instead: `BIRD did not say what it calls the session with ${peer}` };
  const words = ['restart', /^\w+$/.test(name) ? name : `"${name}"`];
  const suffixes = peer.includes(':') ? ['6', ''] : [''];
  const clients = suffixes.flatMap((suffix) => [`birdcl${suffix}`, `birdc${suffix}`]);
  return { commands: clients.map((client) => [client, ...sockets, ...words]) };
}

const SPEAKERS: Readonly<Record<Speaker, (session: ResetSession) => Reset>> = {
  bird: (session) => byBird(session, []),
  calico: (session) => byBird(session, ['-s', `${CALICO_SOCKET}${session.peer.includes(':') ? '6' : ''}.ctl`]),
  cilium: () => ({
    instead:
      'Cilium has no command for it: reset it on the router, or delete the agent’s pod, which restarts all its sessions',
  }),
  frr: byVtysh,
  gobgp: byGobgp,
  'kube-router': byGobgp,
  metallb: byVtysh,
  openbgpd: ({ peer }) => ({ commands: [['bgpctl', 'neighbor', peer, 'clear']] }),
};

export const resetOf = (speaker: Speaker, session: ResetSession): Reset => SPEAKERS[speaker](session);

const REFUSED = /^%|unknown|syntax error|no such|not found|denied|unable to|failed|already disabled/i;

/** Why it did not do as it was told; null if it did. `absent`: another form of it may be there. */
export function faultOf(exitCode: number, said: string): { readonly why: string; readonly absent: boolean } | null {
  const lines = said.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const refusal = lines.find((line) => REFUSED.test(line));
  if (exitCode === 0 && refusal === undefined) return null;
  return { why: refusal ?? lines.at(-1) ?? `exit ${exitCode}`, absent: exitCode === NOT_FOUND };
}

/** Of those whose command line may lack in one of their modes. */
export const withoutCommand = (speaker: Speaker): string =>
  speaker === 'metallb'
    ? 'the native mode of MetalLB has no command for it: reset it on the router, or delete the speaker’s pod, which restarts all its sessions'
    : 'its command line is not there';
