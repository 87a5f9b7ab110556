import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../bin/k8sdoctor.js', import.meta.url));
const NODE = process.execPath;

/** `timesFaster` turns the ratio round: theirs over ours. */
export const CASES = [
  {
    name: 'mixed',
    what: 'mixed.pcap against tcpdump',
    theirs: (path) => ['tcpdump', '-r', path, '-w', '/dev/null', 'tcp port 179'],
    goal: { atMost: 1 },
    memoryGoal: 200,
  },
  {
    name: 'table',
    what: 'table.pcap against tshark',
    theirs: (path) => ['tshark', '-r', path, '-Y', 'bgp', '-T', 'fields', '-e', 'bgp.type'],
    goal: { timesFaster: 20 },
    memoryGoal: 200,
    slow: true,
  },
  {
    name: 'ten',
    what: 'ten.pcap against node -e 0',
    theirs: () => [NODE, '-e', '0'],
    goal: { atMost: 2.5 },
  },
];

export function ours(path, output = '/dev/null') {
  return [NODE, CLI, 'bgp', '--pcap', path, '--format', 'json', '--fail-on', 'never', '-o', output];
}
