/** What the commands of iproute2, procps and their like print, as rows of `recognise.ts`. */
import type { TextLine } from '../../model/finding.ts';
import type { IpFamily, KernelOutput, SysctlEntry } from '../../model/kernel.ts';
import type { AnySection, JsonFormat, Output, TextFormat } from '../format.ts';
import { isCounterLine, parseCounters } from './counters.ts';
import { isSignatureLine, parseKernelLog } from './kernel-log.ts';
import { isManagerLine, parseManagers, readsNetworkdConf } from './managers.ts';
import { isIpInterfacesJson, parseIpInterfacesJson } from './ip-interface-json.ts';
import { isInterfaceLine, parseIpInterfaces } from './ip-interface.ts';
import { isIpNeighboursJson, isNeighbourLine, parseIpNeighbours, parseIpNeighboursJson } from './ip-neighbour.ts';
import { isIpRouteJson, parseIpRouteJson } from './ip-route-json.ts';
import { isPlainRoute, isRouteLine, parseIpRoute } from './ip-route.ts';
import { isIpRuleJson, isRuleLine, parseIpRule, parseIpRuleJson } from './ip-rule.ts';
import type { Gap } from './read.ts';
import { isSysctlPath, parseSysctlFile, splitByFile } from './sysctl-files.ts';
import { isSysctlLine, keysRead, parseSysctl, parseSysctlValues } from './sysctl.ts';

const sysctlValues: TextFormat = {
  name: 'a sysctl that is read alone',
  starts: () => false,
  reads: (command) => keysRead(command).length > 0,
  parse(section) {
    const named = parseSysctl(section.lines, section);
    // `sysctl -n` of a key that has no bare value, or `grep .` in disguise.
    if (named.settings.length > 0) return toOutput(section, named, named.gaps);
    const read = parseSysctlValues(keysRead(section.command ?? ''), section.lines, section);
    return toOutput(section, read, read.gaps);
  },
};

const sysctlFile: TextFormat = {
  name: 'a file of sysctl.d',
  starts: (line) => splitByFile(line) !== null,
  reads: (command) => pathRead(command) !== null,
  parse(section) {
    const path = pathRead(section.command ?? '');
    if (path !== null) {
      const { gaps, ...file } = parseSysctlFile(path, section.lines, section);
      return toOutput(section, { files: [file] }, gaps);
    }
    const gaps: Gap[] = [];
    const entries = new Map<string, SysctlEntry[]>();
    for (const [index, line] of section.lines.entries()) {
      const split = splitByFile(line.trim());
      if (split === null) continue;
      const read = parseSysctlFile(split.path, [split.line], { source: section.source, line: section.line + index });
      gaps.push(...read.gaps);
      const known = entries.get(split.path);
      if (known === undefined) entries.set(split.path, [...read.entries]);
      else known.push(...read.entries);
    }
    const files = [...entries].map(([each, list]) => ({ path: each, entries: list }));
    return toOutput(section, { files }, gaps);
  },
};

/** The file of `cat /etc/sysctl.d/99-k8s.conf`. */
function pathRead(command: string): string | null {
  const [, path = ''] = /^(?:sudo )?cat (\/\S+)$/.exec(command) ?? [];
  return isSysctlPath(path) ? path : null;
}

const sysctl: TextFormat = {
  name: 'sysctl',
  starts: isSysctlLine,
  parse(section) {
    const { gaps, ...read } = parseSysctl(section.lines, section);
    return toOutput(section, read, gaps);
  },
};

const ipRoute: TextFormat = {
  name: 'ip route',
  starts: isRouteLine,
  owns: isPlainRoute,
  parse: (section) => {
    const { values, gaps } = parseIpRoute(section.lines, section, {
      family: familyTold(section),
      table: tableTold(section),
    });
    return toOutput(section, { routes: values }, gaps);
  },
};

const ipRule: TextFormat = {
  name: 'ip rule',
  starts: isRuleLine,
  parse: (section) => {
    const { values, gaps } = parseIpRule(section.lines, section, familyTold(section));
    return toOutput(section, { rules: values }, gaps);
  },
};

const ipInterfaces: TextFormat = {
  name: 'ip addr',
  starts: isInterfaceLine,
  parse: (section) => {
    const { values, gaps } = parseIpInterfaces(section.lines, section);
    return toOutput(section, { interfaces: values }, gaps);
  },
};

const ipNeighbours: TextFormat = {
  name: 'ip neigh',
  starts: isNeighbourLine,
  parse: (section) => {
    const { values, gaps } = parseIpNeighbours(section.lines, section);
    return toOutput(section, { neighbours: values }, gaps);
  },
};

const counters: TextFormat = {
  name: 'nstat',
  starts: isCounterLine,
  parse: (section) => toOutput(section, { counters: parseCounters(section.lines, section) }, []),
};

const kernelLog: TextFormat = {
  name: 'log of the kernel',
  starts: isSignatureLine,
  parse: (section) => toOutput(section, { signatureDrops: parseKernelLog(section.lines, section) }, []),
};

const managers: TextFormat = {
  name: 'networkctl',
  starts: isManagerLine,
  reads: readsNetworkdConf,
  parse: (section) => toOutput(section, { managers: parseManagers(section) }, []),
};

export const KERNEL_TEXT_FORMATS: readonly TextFormat[] = [
  sysctlValues,
  sysctlFile,
  sysctl,
  ipRule,
  ipRoute,
  ipInterfaces,
  ipNeighbours,
  counters,
  kernelLog,
  managers,
];

export const KERNEL_JSON_FORMATS: readonly JsonFormat[] = [
  {
    name: 'ip -j route',
    recognises: isIpRouteJson,
    parse(value, section) {
      const { values, gaps } = parseIpRouteJson(whole(value, section), placeOf(section), familyTold(section));
      return toOutput(section, { routes: values }, gaps);
    },
  },
  {
    name: 'ip -j rule',
    recognises: isIpRuleJson,
    parse(value, section) {
      const { values, gaps } = parseIpRuleJson(whole(value, section), placeOf(section), familyTold(section));
      return toOutput(section, { rules: values }, gaps);
    },
  },
  {
    name: 'ip -j addr',
    recognises: isIpInterfacesJson,
    parse(value, section) {
      const { values, gaps } = parseIpInterfacesJson(whole(value, section), placeOf(section));
      return toOutput(section, { interfaces: values }, gaps);
    },
  },
  {
    name: 'ip -j neigh',
    recognises: isIpNeighboursJson,
    parse(value, section) {
      const { values, gaps } = parseIpNeighboursJson(whole(value, section), placeOf(section));
      return toOutput(section, { neighbours: values }, gaps);
    },
  },
];

/** Of a list that is cut, the last item may lack what would change its meaning: half of its next hops. */
const whole = (value: unknown, { isCut = false }: AnySection): unknown =>
  isCut && Array.isArray(value) ? value.slice(0, -1) : value;

const placeOf = ({ source, line }: AnySection): TextLine => ({ source, line, text: '' });

function familyTold({ command }: AnySection): IpFamily | null {
  const [, digit] = /^(?:sudo )?ip(?: +-[\w-]+)*? +-([46])\b/.exec(command ?? '') ?? [];
  return digit === undefined ? null : digit === '6' ? 'ipv6' : 'ipv4';
}

/** Null of `all`, whose routes name theirs. */
function tableTold({ command }: AnySection): string | null {
  const [, table = 'all'] = /\bip\b.* r(?:o(?:ute?)?)?\b.* table (\S+)/.exec(command ?? '') ?? [];
  return table === 'all' || table === '0' ? null : (NAMES.get(table) ?? table);
}
/** Of rt_tables, as every system has them. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['253', 'default'],
  ['254', 'main'],
  ['255', 'local'],
]);

function toOutput(
  { source, node }: AnySection,
  kernel: Omit<KernelOutput, 'source' | 'node'>,
  gaps: readonly Gap[],
): Output {
  return { kernel: { ...kernel, source, node }, gaps };
}
