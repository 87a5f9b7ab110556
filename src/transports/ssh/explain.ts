import { errorCode, reasonOf, SourceError } from '../../sources/source-error.ts';
import type { HostSettings } from './config.ts';

/** Why a host can't be reached, in one line, and what to do next. */
export function explainFault({ name, host, port }: HostSettings, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const where = host === name ? `port ${port}` : `${host} port ${port}`;
  const words = WORDS.find(({ code, text }) => code.test(errorCode(error)) || text?.test(reasonOf(error)) === true);
  const { what, hint } = words ?? { what: reasonOf(error), hint: `Does this work: ssh -p ${port} ${host} true` };
  return new SourceError(`${name}: ${what} (${where})`, hint, error);
}

const WORDS: readonly {
  readonly code: RegExp;
  readonly text?: RegExp;
  readonly what: string;
  readonly hint: string;
}[] = [
  {
    code: /^ECONNREFUSED$/,
    text: /Connection refused|connect failed/i, // of a jump host's sshd
    what: 'connection refused',
    hint: 'Does sshd run there, on this port? Name another by --ssh HOST:PORT.',
  },
  {
    code: /^ETIMEDOUT$/,
    text: /no answer within|timed out/i,
    what: 'no answer',
    hint: 'Is the host up, and does a firewall let this port through? A host in between is named by ProxyJump in ssh_config.',
  },
  {
    code: /^(?:ENOTFOUND|EAI_AGAIN|EAI_NONAME)$/,
    text: /name or service not known|could not resolve/i,
    what: 'no such host',
    hint: 'Check the name, or give its address by HostName in ssh_config.',
  },
  {
    code: /^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    text: /no route to host|unreachable/i,
    what: 'no route to it',
    hint: 'Check the address: ip route get ADDRESS. A host in between is named by ProxyJump in ssh_config.',
  },
  {
    code: /^ECONNRESET$/,
    text: /connection lost before handshake|unable to parse|not start with SSH|Invalid identification/i,
    what: 'the connection was closed before SSH began',
    hint: 'Is it sshd that listens there? It also refuses those who connect too often (MaxStartups, fail2ban).',
  },
  {
    code: /^$a/,
    text: /no matching/i,
    what: 'it speaks no algorithm that we do: it is too old, or hardened',
    hint: 'See which it has: ssh -vv HOST',
  },
  {
    code: /^$a/,
    text: /too many authentication failures/i,
    what: 'too many keys were offered',
    hint: 'Name the right one in ssh_config: IdentityFile FILE, and IdentitiesOnly yes.',
  },
  {
    code: /^$a/,
    text: /administratively prohibited/i,
    what: 'the host in between forwards nothing',
    hint: 'Its sshd_config needs AllowTcpForwarding yes.',
  },
];
