import { readFileSync } from 'node:fs';

/** When the process started, in ticks since boot: proc(5), field 22. A pid is given again; the two together are not. */
function startOf(pid: number | string): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

const PREFIX = `k8sdoctor-${process.pid}.${startOf(process.pid)}`;
const OWNED = /^k8sdoctor-(\d+)\.(\d+)-\d+-/;

/** Names of namespaces and directories begin with it: it keeps two runs apart. */
export const ownName = (count: number): string => `${PREFIX}-${count}`;

/** Whether a run made what is called so, and is no more. */
export function isAbandoned(name: string): boolean {
  const [, pid = '', start] = OWNED.exec(name) ?? [];
  return start !== undefined && startOf(pid) !== start;
}
