/** Who manages a node's links: the configuration of systemd-networkd, `networkctl`, and `nmcli device`. */
import type { TextLine } from '../../model/finding.ts';
import type { LinkManager } from '../../model/manager.ts';
import type { Section } from '../format.ts';

const PATH =
  /^(?:sudo )?cat \/(?:etc|run|usr\/lib|usr\/local\/lib)\/systemd\/networkd\.conf(?:\.d\/[\w.-]{1,200}\.conf)?$/;

export const readsNetworkdConf = (command: string): boolean => PATH.test(command);

/** `grep -rs '' /etc/systemd/networkd.conf.d` puts the file before each line. */
const IN_FILE = /^(\/(?:etc|run|usr\/lib|usr\/local\/lib)\/systemd\/networkd\.conf(?:\.d\/[\w.-]{1,200}\.conf)?):(.*)$/;
const SETTING = /^(ManageForeignRoutes)\s*=\s*(\S+)$/;
const NETWORKCTL =
  /^\d{1,6} (\S{1,15}) +(?:ether|loopback|bridge|bond|vlan|vxlan|tunnel|ipip|sit|wlan|veth|dummy|none) +(?:off|no-carrier|dormant|degraded-carrier|carrier|degraded|enslaved|routable|missing) +(configured|configuring|unmanaged|pending|failed|linger)$/;
const NMCLI =
  /^(\S{1,15}) +(?:ethernet|bridge|bond|vlan|team|vxlan|iptunnel|tun|veth|dummy|wireguard|wifi|loopback) +(connected|unmanaged|disconnected|unavailable|connecting)(?: +(\S.{0,80})|$)/;

/** Whether `line` (trimmed) is of one of them, whatever stands above it. */
export const isManagerLine = (line: string): boolean =>
  SETTING.test(line) || NETWORKCTL.test(line) || NMCLI.test(line) || IN_FILE.test(line);

/** Reads all three; a configuration without the setting is told too, since what it leaves out counts. */
export function parseManagers({ lines, source, line, command }: Section): readonly LinkManager[] {
  const isOfFiles = lines.some((each) => IN_FILE.test(each.trim()));
  const managers = inOrder(lines).flatMap(({ raw, index }): LinkManager[] => {
    const text = raw.trim();
    const at: TextLine = { source, line: line + index, text };
    const [, , inFile = text] = IN_FILE.exec(text) ?? [];
    const [, key, value = ''] = SETTING.exec(inFile.trim()) ?? [];
    if (key !== undefined)
      return [{ manager: 'systemd-networkd', what: 'foreign-routes', device: null, isOn: isYes(value), at }];
    const [, link, setup] = NETWORKCTL.exec(text) ?? [];
    if (link !== undefined)
      return [{ manager: 'systemd-networkd', what: 'link', device: link, isOn: setup === 'configured', at }];
    const [, device, state, connection = ''] = NMCLI.exec(text) ?? [];
    if (device === undefined) return [];
    // “connected (externally)”: it looks on, and changes nothing.
    const isOn = (state === 'connected' || state === 'connecting') && !connection.startsWith('(externally)');
    return [{ manager: 'NetworkManager', what: 'link', device, isOn, at }];
  });
  const isSilent =
    (isOfFiles || readsNetworkdConf(command ?? '')) && !managers.some(({ what }) => what === 'foreign-routes');
  if (!isSilent) return managers;
  const at = { source, line, text: `${command ?? 'networkd.conf'}: no ManageForeignRoutes` };
  return [...managers, { manager: 'systemd-networkd', what: 'default', device: null, isOn: true, at }];
}

/** The last setting counts: networkd.conf itself comes first, then drop-ins by their names, wherever they lie (networkd.conf(5)). */
function inOrder(lines: readonly string[]): readonly { readonly raw: string; readonly index: number }[] {
  return lines
    .map((raw, index) => ({ raw, index }))
    .toSorted((a, b) => (nameOf(a.raw) < nameOf(b.raw) ? -1 : nameOf(a.raw) > nameOf(b.raw) ? 1 : 0));
}

const nameOf = (raw: string): string => /\.conf\.d\/([^:]+):/.exec(raw)?.[1] ?? '';

const isYes = (value: string): boolean => /^(?:1|yes|true|on|y|t)$/i.test(value);
