import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../bin/k8sdoctor.js', import.meta.url));
const NODE = process.execPath;

/**
 * `theirs` is a command, or names one of `peers/` with its arguments. `timesFaster` turns the ratio round: theirs over ours.
 * `lazy`: theirs makes values of every message, ours only of what is asked for.
 */
export const CASES = [
  {
    name: 'mixed',
    input: 'mixed',
    what: 'mixed.pcap against tcpdump',
    ours: diagnose,
    theirs: (path) => ['tcpdump', '-r', path, '-w', '/dev/null', 'tcp port 179'],
    goal: { atMost: 1 },
    memoryGoal: 200,
  },
  {
    name: 'table',
    input: 'table',
    what: 'table.pcap against tshark',
    ours: diagnose,
    theirs: (path) => ['tshark', '-r', path, '-Y', 'bgp', '-T', 'fields', '-e', 'bgp.type'],
    goal: { timesFaster: 20 },
    memoryGoal: 200,
    slow: true,
  },
  {
    name: 'rust',
    input: 'table',
    what: 'table.pcap against bgpkit-parser (lazy)',
    ours: diagnose,
    peer: 'rust',
    theirs: (path) => [path],
    goal: { atMost: 1 },
  },
  {
    name: 'go',
    input: 'table',
    what: 'table.pcap against GoBGP (lazy)',
    ours: diagnose,
    peer: 'go',
    theirs: (path) => [path],
    goal: { atMost: 0.5 },
  },
  {
    name: 'json',
    input: 'table',
    what: 'table.pcap as JSON against tshark',
    ours: printJson,
    theirs: (path) => ['tshark', '-r', path, '-Y', 'bgp', '-T', 'ek'],
    goal: { timesFaster: 5 },
    memoryGoal: 200,
    slow: true,
  },
  {
    name: 'json-rust',
    input: 'table',
    what: 'table.pcap as JSON against bgpkit-parser',
    ours: printJson,
    peer: 'rust',
    theirs: (path) => ['--json', path],
  },
  {
    name: 'ten',
    input: 'ten',
    what: 'ten.pcap against node -e 0',
    ours: diagnose,
    theirs: () => [NODE, '-e', '0'],
    goal: { atMost: 2.5 },
  },
];

export function diagnose(path, output = '/dev/null') {
  return [NODE, CLI, 'bgp', '--pcap', path, '--format', 'json', '--fail-on', 'never', '-o', output];
}

function printJson(path) {
  return [NODE, CLI, 'decode', path, '--format', 'jsonl'];
}
