/** Lines by which a kernel or a daemon tells its version: `uname -a`, FRR's `show version`, `gobgpd --version`, `cilium version` … */
import type { VersionSeen } from '../model/version.ts';
import type { Output, Section, TextFormat } from './format.ts';

export const versions: TextFormat = {
  name: 'a version',
  starts: (line) => readLine(line) !== null,
  parse: (section) => ({
    versions: section.lines.flatMap((line): readonly VersionSeen[] => {
      const read = readLine(line.trim());
      return read === null
        ? []
        : [{ of: read.of, version: read.version, node: section.node ?? read.host ?? placeOf(section) }];
    }),
  }),
};

/** With a group for the version, and one for the host where the line names it. */
const LINES: readonly (readonly [of: string, pattern: RegExp])[] = [
  ['Linux', /^Linux (?<host>\S{1,253}) (?<version>\d\S{2,127}) #\d.{0,400}$/],
  ['FRR', /^FRRouting (?<version>\d\S{0,63}) \((?<host>[^)\s]{1,253})\)/],
  ['GoBGP', /^gobgpd? version (?<version>\d\S{0,63})$/],
  ['BIRD', /^BIRD version (?<version>\d\S{0,63})$/],
  ['Cilium', /^Daemon: (?<version>\d+\.\d+\.\d+\S{0,63}) [\da-f]{6,40}\b/],
];

function readLine(
  line: string,
): { readonly of: string; readonly version: string; readonly host: string | null } | null {
  for (const [of, pattern] of LINES) {
    const groups = pattern.exec(line)?.groups;
    if (groups !== undefined) return { of, version: groups['version'] ?? '', host: groups['host'] ?? null };
  }
  return null;
}

/** `BIRD 2.0.12 ready.`, with which its client begins. */
export function greetingVersions(section: Section): Pick<Output, 'versions'> {
  for (const line of section.lines) {
    const [, version] = /^\s*(?:\d{4}[- ])?BIRD v?(\d[\d.]{0,15}\S{0,15}) ready\./.exec(line) ?? [];
    if (version !== undefined) return { versions: [{ node: section.node ?? placeOf(section), of: 'BIRD', version }] };
  }
  return {};
}

const placeOf = ({ source }: Section): string => (source === '-' ? 'this node' : source);
