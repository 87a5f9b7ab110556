import type { Setting } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { list } from '../words.ts';
import { asymmetricPaths } from './asymmetric-paths.ts';
import { type NodeDraft, defineNodeCheck, missing } from './define-node-check.ts';
import { CILIUM, IP_SYSCTL, METALLB } from './references.ts';
import { doubt, has, interfaceKey, isByBgp, isDefault, isUplinkName, numberOf, settingOf } from './values.ts';

const ALL = 'net.ipv4.conf.all.rp_filter';
const SHOWN = 4;

export const rpFilterStrict: Check = defineNodeCheck({
  id: 'sysctl/rp-filter-strict',
  severity: 'error',
  explains: ['node/pods-unreachable'],
  docs: {
    what: "The effective rp_filter of an interface is 1, and packets enter there whose route back leaves by another one; or it is 1 on Cilium's lxc* or cilium_*.",
    why:
      'With 1 (strict) the kernel drops a packet if its own route to the sender does not leave by the interface where the packet came in; it is not logged unless log_martians is set, and counted in TcpExt IPReversePathFilter. With 2 (loose) any route will do. ' +
      'What counts is the larger one of conf.all and conf.IFACE: 2 on the interface loosens a 1 of all, 0 does not. A multipath route is good for each of its interfaces. ' +
      "Proven by routes (the node's own, and those of the other nodes or routers given), or by the counter if it grows between two readings. Where that is not proven it is a warning, and only with MetalLB or a CNI with BGP and a second uplink. Calico's cali* are strict on purpose.",
    remedy: [
      action('set-sysctl', { on: 'NODE', peer: 'NODE', setting: 'net.ipv4.conf.IFACE.rp_filter=2' }),
      action('persist-sysctl', { on: 'NODE', peer: 'NODE', setting: 'net.ipv4.conf.IFACE.rp_filter=2' }),
    ],
    references: [IP_SYSCTL, METALLB, CILIUM],
  },
  parts: ['sysctl'],
  judge(node, nodes) {
    const all = numberOf(settingOf(node, ALL));
    if (all === null && strictNames(node).length === 0) return missing(ALL);
    const drafts = [...onCilium(node), ...onPaths(node, nodes), ...byCounter(node)];
    if (drafts.length > 0) return drafts.slice(0, 1 + SHOWN);
    const possible = onSecondUplink(node);
    if (possible.length > 0 || all !== 1 || node.routes !== null) return possible;
    return missing('ip route');
  },
});

/** The larger one of both; null if neither is known. */
function effective(node: NodeSeen, name: string): number | null {
  const values = [settingOf(node, ALL), settingOf(node, interfaceKey('ipv4', name, 'rp_filter'))].flatMap(
    (setting) => numberOf(setting) ?? [],
  );
  return values.length === 0 ? null : Math.max(...values);
}

/** Of an interface whose own value is not given while that of others is, nothing is known: 2 there would loosen 1 of `all`. */
function isStrict(node: NodeSeen, name: string): boolean {
  const own = settingOf(node, interfaceKey('ipv4', name, 'rp_filter'));
  return effective(node, name) === 1 && (own !== null || namesWithValue(node).length === 0);
}

const OWN_VALUE = /^net\.ipv4\.conf\.(?!all\.|default\.)(.+)\.rp_filter$/;

const namesWithValue = ({ sysctl }: NodeSeen): readonly string[] =>
  [...(sysctl?.settings.keys() ?? [])].flatMap((key) => OWN_VALUE.exec(key)?.[1]?.replaceAll('/', '.') ?? []);

const strictNames = (node: NodeSeen): readonly string[] =>
  namesWithValue(node).filter((name) => effective(node, name) === 1);

const valuesOf = (node: NodeSeen, names: readonly string[]): readonly Setting[] =>
  [ALL, ...names.map((name) => interfaceKey('ipv4', name, 'rp_filter'))].flatMap((key) => settingOf(node, key) ?? []);

const maximum = 'The larger one of conf.all and conf.IFACE counts, and 1 is strict.';

function onCilium(node: NodeSeen): NodeDraft[] {
  const names = strictNames(node).filter((name) => node.links.get(name)?.cni === 'cilium');
  if (names.length === 0) return [];
  const on = node.name;
  const byAll = numberOf(settingOf(node, ALL)) === 1;
  const settings = byAll
    ? [`${ALL}=0`]
    : names.slice(0, SHOWN).map((name) => `${interfaceKey('ipv4', name, 'rp_filter')}=0`);
  const shown = `${list(names.slice(0, SHOWN))}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`;
  return [
    {
      title: `The reverse path filter of ${on} is strict on ${shown}.`,
      cause: `${maximum} Packets that Cilium's eBPF programs have changed do not pass it. systemd 245 and later sets it on new interfaces, over what Cilium has set.${doubt(node)}`,
      evidence: valuesOf(node, names).map(({ at }) => at),
      remedy: settings.flatMap((setting) => [
        action('set-sysctl', { on, peer: on, setting }),
        action('persist-sysctl', { on, peer: on, setting: byAll ? setting : 'net.ipv4.conf.lxc*.rp_filter=0' }),
      ]),
    },
  ];
}

function onPaths(node: NodeSeen, nodes: readonly NodeSeen[]): NodeDraft[] {
  const paths = asymmetricPaths(node, nodes).filter(
    ({ device }) => isStrict(node, device) && node.links.get(device)?.cni !== 'calico',
  );
  const devices = [...new Set(paths.map(({ device }) => device))];
  return devices.flatMap((device) => {
    const own = paths.filter((path) => path.device === device);
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        title: `${node.name} drops what comes from ${first.source} by ${device}: its route back leaves by ${first.back}, and the reverse path filter is strict.`,
        cause: `${maximum} Such packets do come: ${first.because}.${doubt(node)}`,
        evidence: [...valuesOf(node, [device]).map(({ at }) => at), ...own.flatMap(({ evidence }) => evidence)],
        remedy: loosen(node, device),
      },
    ];
  });
}

/** Two readings of one node. */
function byCounter(node: NodeSeen): NodeDraft[] {
  const readings = node.counters.filter(({ key }) => key === 'IPReversePathFilter');
  const [first] = readings;
  const last = readings.at(-1);
  const strict = strictNames(node).filter((name) => isUplinkName(node, name));
  if (first === undefined || last === undefined || strict.length === 0) return [];
  const grown = Number(last.value) - Number(first.value);
  if (grown <= 0) return [];
  const on = node.name;
  return [
    {
      title: `The reverse path filter of ${on} dropped ${grown} packets between two readings; it is strict on ${list(strict.slice(0, SHOWN))}.`,
      cause: `${maximum} TcpExt IPReversePathFilter counts what it drops: packets enter by an interface by which the route back does not leave.${doubt(node)}`,
      evidence: [first.at, last.at, ...valuesOf(node, strict).map(({ at }) => at)],
      remedy: strict.slice(0, SHOWN).flatMap((name) => loosen(node, name)),
    },
  ];
}

/** Nothing proves that packets enter there from beyond its own network, but such set-ups are made for it. */
function onSecondUplink(node: NodeSeen): NodeDraft[] {
  const uplinks = new Set(
    (node.routes ?? [])
      .filter(
        ({ family, table, protocol, nextHops }) =>
          family === 'ipv4' && table === 'main' && (protocol === 'kernel' || nextHops.some(({ via }) => via !== null)),
      )
      .flatMap(({ nextHops }) => nextHops.flatMap(({ device }) => device ?? []))
      .filter((name) => isUplinkName(node, name)),
  );
  const defaults = (node.routes ?? []).filter(
    (route) => route.family === 'ipv4' && route.table === 'main' && isDefault(route),
  );
  const back = new Set(defaults.flatMap(({ nextHops }) => nextHops.flatMap(({ device }) => device ?? [])));
  const byBgp = new Set(
    (node.routes ?? []).filter(isByBgp).flatMap(({ nextHops }) => nextHops.flatMap(({ device }) => device ?? [])),
  );
  const speaks = has(node, 'calico', 'cilium', 'kube-router');
  const names = [...uplinks].filter(
    (name) => !back.has(name) && isStrict(node, name) && (has(node, 'metallb') || (speaks && byBgp.has(name))),
  );
  if (uplinks.size < 2 || back.size === 0 || names.length === 0) return [];
  return [
    {
      severity: 'warning',
      title: `${node.name} drops what comes by ${list(names)} from beyond the networks that are routed there: the default route leaves by ${list([...back])}, and the reverse path filter is strict.`,
      cause: `${maximum} Whether such packets come is not in what was given; with ${has(node, 'metallb') ? 'MetalLB, clients of a service may enter by either uplink' : 'BGP on both uplinks, routers may send by either'}. \`nstat -az TcpExtIPReversePathFilter\` counts what was dropped.${doubt(node)}`,
      evidence: [...valuesOf(node, names).map(({ at }) => at), ...defaults.slice(0, 1).map(({ at }) => at)],
      remedy: names.slice(0, SHOWN).flatMap((name) => loosen(node, name)),
    },
  ];
}

function loosen(node: NodeSeen, name: string) {
  const places = { on: node.name, peer: node.name, setting: `${interfaceKey('ipv4', name, 'rp_filter')}=2` };
  return [action('set-sysctl', places), action('persist-sysctl', places)];
}
