import type { Fleet, Target, Topic } from '../../../collectors/collector.ts';
import { captureFilter, tcpdumpCommands } from '../../../collectors/tcpdump.ts';
import { visible } from '../../../reporters/visible.ts';
import { type Io, print } from '../../io.ts';
import { jobsOf } from './live.ts';

/** Every command in the form that is tried first, by node and by where it runs. */
export async function printPlan(io: Io, fleet: Fleet, topics: readonly Topic[], captures: boolean): Promise<void> {
  await print(io.stdout, fleet.targets.map((target) => planOf(target, topics, captures)).join(''));
}

function planOf(target: Target, topics: readonly Topic[], captures: boolean): string {
  const { node, host, ports, peers } = target;
  const lines = [`# node: ${node}`];
  if (host === null) lines.push('# nothing can run in its network namespace');
  let place = '';
  const add = (label: string, argv: readonly string[]): void => {
    if (label !== place) lines.push(`# by ${label}`);
    place = label;
    lines.push(argv.map(quote).join(' '));
  };
  for (const { collector, place: at } of jobsOf(target, topics)) {
    const [first] = collector.variants;
    if (first !== undefined) add(at.transport.label, first.argv);
  }
  const [tcpdump] = tcpdumpCommands(captureFilter(ports, peers));
  if (captures && host !== null && tcpdump !== undefined) add(host.label, tcpdump);
  return `${lines.map(visible).join('\n')}\n`;
}

/** As a shell would have it. */
const quote = (word: string): string =>
  /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
