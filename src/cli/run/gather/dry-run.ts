import type { Fleet, Target, Topic } from '../../../collectors/collector.ts';
import { pingCommands } from '../../../collectors/ping.ts';
import { LARGEST } from '../../../collectors/path-mtu.ts';
import { connectCommands, echoCommand } from '../../../collectors/probe.ts';
import { resetOf } from '../../../collectors/reset.ts';
import { captureFilter, tcpdumpCommands } from '../../../collectors/tcpdump.ts';
import { visible } from '../../../reporters/visible.ts';
import { type Io, print } from '../../io.ts';
import type { Acting } from './running.ts';
import { jobsOf } from './jobs.ts';

/** Every command in the form that is tried first, by node and by where it runs. */
export async function printPlan(
  io: Io,
  fleet: Fleet,
  topics: readonly Topic[],
  captures: boolean,
  acting?: Acting,
): Promise<void> {
  const plans = (await Promise.all(fleet.targets)).map((target) => {
    const lines = [
      ...planOf(target, topics, captures),
      ...(acting === undefined ? [] : [...probesOf(target, acting), ...resetsOf(target, acting)]),
    ];
    return `${lines.map(visible).join('\n')}\n`;
  });
  const pods = acting === undefined ? [] : pingsOf(fleet, acting);
  await print(io.stdout, [...plans, ...pods.map((line) => `${visible(line)}\n`)].join(''));
}

function planOf(target: Target, topics: readonly Topic[], captures: boolean): string[] {
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
  return lines;
}

/** What is tried of each session; which ones these are the speakers tell only when they are asked. */
function probesOf({ host, ports, peers }: Target, acting: Acting): string[] {
  if (!acting.probe || host === null) return [];
  const known = acting.peers.length > 0 ? acting.peers : peers;
  const ends = { peer: known[0] ?? 'PEER', local: 'SOURCE' };
  const [connect] = connectCommands({ ...ends, port: 179 });
  return [
    `# by ${host.label}, for --probe, of ${known.length === 0 ? 'each session' : known.join(', ')}: no other right is needed`,
    `# TCP${ports.length === 0 ? '' : ` (ports ${[179, ...ports].join(', ')})`}, where the session is down; or with ncat, python3 or bash`,
    ...(connect === undefined ? [] : [connect.argv.map(quote).join(' ')]),
    '# sizes until it is known how large packets may be',
    echoCommand(ends, 'ipv4', LARGEST).map(quote).join(' '),
  ];
}

function pingsOf({ podNetwork }: Fleet, { probe, peers }: Acting): string[] {
  const [command] = pingCommands('POD');
  if (!probe || peers.length > 0 || podNetwork === undefined || command === undefined) return [];
  return [
    `# for --probe, by a pod of ours on each node (${podNetwork.wish}), removed at the end: from each to each`,
    command.map(quote).join(' '),
  ];
}

function resetsOf({ speakers, peers }: Target, acting: Acting): string[] {
  if (!acting.reset) return [];
  const [peer = 'PEER'] = acting.peers.length > 0 ? acting.peers : peers;
  const which = acting.peers.length > 0 ? `of ${acting.peers.join(', ')}` : 'of each session that is down';
  return speakers.flatMap(({ speaker, transport }) => {
    const reset = resetOf(speaker, { peer, name: 'NAME' });
    if ('instead' in reset) return [`# for --reset: ${reset.instead}`];
    const [command = []] = reset.commands;
    return [`# by ${transport.label}, for --reset, ${which}: no other right is needed`, command.map(quote).join(' ')];
  });
}

/** As a shell would have it. */
const quote = (word: string): string =>
  /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
