import { existsSync, writeFileSync } from 'node:fs';
import type { Namespace } from '../namespaces.ts';
import { run, until } from '../processes.ts';

/** What these scenarios need besides: Debian's `systemd`, `dbus-daemon` and `network-manager`. */
export const LINK_MANAGERS: readonly string[] = [
  '/lib/systemd/systemd-networkd',
  '/usr/bin/networkctl',
  '/usr/bin/dbus-daemon',
  '/usr/sbin/NetworkManager',
];

/** A namespace with files of its own, below /etc and /run, for those that know no other place. */
export interface Room {
  readonly run: (...argv: readonly string[]) => Promise<string>;
}

/** systemd-networkd gives eth0 its address. Nothing here is process 1: a `systemctl` of the room's own restarts it. */
export const startNetworkd = (ns: Namespace, address: string): Promise<Room> =>
  furnish(ns, [
    'mount -t tmpfs tmpfs /etc/systemd',
    'mkdir -p /etc/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp',
    'chown -R systemd-network:systemd-network /run/systemd/netif',
    "printf '[Network]\\n#ManageForeignRoutes=yes\\n' > /etc/systemd/networkd.conf",
    `printf '[Match]\\nName=eth0\\n[Network]\\nAddress=${address}\\nLinkLocalAddressing=ipv6\\nIPv6AcceptRA=no\\n' > /etc/systemd/network/10-eth0.network`,
    'cat > /run/systemctl <<\'END\'\n#!/bin/sh\n[ "$*" = "restart systemd-networkd" ] || exit 1\n[ -e /run/networkd.pid ] && kill "$(cat /run/networkd.pid)" && sleep 0.5\n/lib/systemd/systemd-networkd >> LOG 2>&1 &\necho $! > /run/networkd.pid\nEND\nchmod +x /run/systemctl'.replace(
      'LOG',
      ns.path('networkd.log'),
    ),
    'mount --bind /run/systemctl "$(readlink -f "$(command -v systemctl)")"',
    'systemctl restart systemd-networkd',
  ]);

/** NetworkManager, which looks on until it is told to manage a link. */
export const startNetworkManager = (ns: Namespace): Promise<Room> =>
  furnish(ns, [
    'mount -t tmpfs tmpfs /var/lib/NetworkManager',
    'mount -t tmpfs tmpfs /etc/NetworkManager',
    'mkdir -p /etc/NetworkManager/conf.d /etc/NetworkManager/system-connections /run/NetworkManager',
    "printf '[main]\\nplugins=keyfile\\nauth-polkit=false\\ndns=none\\nno-auto-default=*\\n' > /etc/NetworkManager/NetworkManager.conf",
    `NetworkManager --no-daemon >> ${ns.path('nm.log')} 2>&1 &`,
  ]);

async function furnish(ns: Namespace, lines: readonly string[]): Promise<Room> {
  const ready = ns.path('furnished');
  const script = [
    'mount --make-rprivate /',
    // Both take that for a container, where there is no udev to wait for.
    'mount -o remount,bind,ro /sys',
    'mount -t tmpfs tmpfs /run',
    'mkdir -p /run/dbus',
    'dbus-daemon --system --nofork --nopidfile &',
    'while [ ! -S /run/dbus/system_bus_socket ]; do sleep 0.1; done',
    ...lines,
    `touch ${ready}`,
    'exec sleep infinity',
  ];
  writeFileSync(ns.path('furnish.sh'), `${script.join('\n')}\n`);
  const { pid } = ns.start(['unshare', '--mount', 'sh', '-e', ns.path('furnish.sh')], ns.path('furnish.log'));
  await until('the room is furnished', () => existsSync(ready), 10_000);
  return { run: (...argv) => run(['nsenter', '--target', String(pid), '--mount', '--net', ...argv]) };
}
