/** Names of sysctls. */

const INTERFACE_KEY = /^(net\.(?:ipv4|ipv6)\.(?:conf|neigh))\.(.+)\.([\w-]+)$/;

/**
 * A key as procps prints it, of any way to write it (sysctl.d(5)): the first of `.` and `/` is the separator, the other one is part
 * of a name. BusyBox keeps the dot of `flannel.1`.
 */
export function canonicalKey(text: string): string {
  const slashed = text.replace(/^\/+(?:proc\/sys\/)?/, '');
  const separator = /[./]/.exec(slashed)?.[0];
  const key = separator === '/' ? slashed.replace(/[./]/g, (each) => (each === '/' ? '.' : '/')) : slashed;
  const [, head, name, leaf] = INTERFACE_KEY.exec(key) ?? [];
  return head === undefined || name === undefined ? key : `${head}.${name.replaceAll('.', '/')}.${leaf}`;
}

export interface InterfaceKey {
  readonly family: 'ipv4' | 'ipv6';
  /** Also `all` and `default`. */
  readonly name: string;
  /** `forwarding` */
  readonly leaf: string;
}

/** What `net.ipv4.conf.IFACE.LEAF` is about; null of any other key. */
export function interfaceOf(key: string): InterfaceKey | null {
  const [, head, name, leaf] = INTERFACE_KEY.exec(key) ?? [];
  if (name === undefined || leaf === undefined || !head?.endsWith('.conf')) return null;
  return { family: head.includes('ipv4') ? 'ipv4' : 'ipv6', name: name.replaceAll('/', '.'), leaf };
}
