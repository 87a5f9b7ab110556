/** A host as it is named on the command line and in ProxyJump. What is null is left to ssh_config. */
export interface SshTarget {
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
}

/** `[USER@]HOST[:PORT]`; an IPv6 address with a port stands in brackets. Null if it is none. */
export function parseSshTarget(text: string): SshTarget | null {
  const at = text.lastIndexOf('@'); // a user may be somebody@example.com
  const user = at < 0 ? null : text.slice(0, at);
  const match = /^(?:\[([^\s[\]@]+)\]|([^\s:[\]@/]+))(?::(\d{1,5}))?$/.exec(text.slice(at + 1));
  const host = match?.[1] ?? match?.[2] ?? bareAddress(text.slice(at + 1));
  const port = match?.[3] === undefined ? null : Number(match[3]);
  if (host === null || host.startsWith('-') || user === '' || /\s/.test(text)) return null;
  if (port !== null && (port < 1 || port > 65_535)) return null;
  return { user, host, port };
}

/** IPv6 without brackets has no port. */
const bareAddress = (text: string): string | null =>
  /^[\da-f]*:[\da-f]*:[\da-f:.]*(?:%\w+)?$/i.test(text) ? text : null;

/** As known_hosts has it, and people read it: the port only where it is not 22. */
export function hostAndPort(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}
