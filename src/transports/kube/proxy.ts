/** The client knows `proxy-url` of a kubeconfig but not the environment's, which kubectl honours. Null: none. */
export function proxyFor(server: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const url = new URL(server);
  const proxy = url.protocol === 'https:' ? (env['HTTPS_PROXY'] ?? env['https_proxy']) : undefined;
  if (proxy === undefined || proxy === '' || isLocal(url.hostname)) return null;
  const exceptions = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(',').map((name) => name.trim());
  if (exceptions.some((name) => covers(name, url))) return null;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

const isLocal = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

/** `*`, `example.com`, `.example.com`, `10.0.0.1`, with a port or without, `10.0.0.0/8`. */
function covers(name: string, { hostname, port }: URL): boolean {
  if (name === '*') return true;
  if (name === '') return false;
  if (name.includes('/')) return coversAddress(name, hostname);
  const [host = '', itsPort] = name.replace(/^\*?\./, '').split(':');
  if (itsPort !== undefined && itsPort !== (port === '' ? '443' : port)) return false;
  return hostname === host || hostname.endsWith(`.${host}`);
}

function coversAddress(cidr: string, address: string): boolean {
  const [network = '', length = '32'] = cidr.split('/');
  const mask = Number(length) === 0 ? 0 : (0xffff_ffff << (32 - Number(length))) >>> 0;
  const [left, right] = [toNumber(network), toNumber(address)];
  return left !== null && right !== null && (left & mask) === (right & mask);
}

function toNumber(address: string): number | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return null;
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
