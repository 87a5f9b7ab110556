/**
 * `npm run build && npm run bench:outputs`: what long outputs cost beyond those of ten lines, against JSON.parse of the same
 * data as JSON. Goal: at most 3.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI } from './cases.mjs';
import { CACHE } from './inputs/index.mjs';

const RUNS = 9;
const GOAL = 3;

mkdirSync(CACHE, { recursive: true });
const CASES = [
  { what: 'ip route, 10,000 routes', command: 'routes', make: routes, many: 10_000, few: 10 },
  { what: 'calico node status, 1,000 nodes', command: 'status', make: statuses, many: 1000, few: 1 },
];
for (const { what, command, make, many, few } of CASES) {
  const [long, short] = [write(command, make(many)), write(`${command}-few`, make(few))];
  const ratios = [];
  for (let run = 0; run < RUNS; run++) {
    const base = timeOf(command, short.text);
    ratios.push(Math.max(0, timeOf(command, long.text) - base) / parseTime(long.json));
  }
  const median = ratios.toSorted((a, b) => a - b)[RUNS >> 1];
  console.log(
    `${what}: ${median.toFixed(1)} x JSON.parse (goal: <= ${GOAL.toFixed(1)}) ${median <= GOAL ? 'met' : 'missed'}`,
  );
}

function write(name, { lines, json }) {
  const path = (extension) => join(CACHE, `${name}.${extension}`);
  writeFileSync(path('txt'), `${lines.join('\n')}\n`);
  writeFileSync(path('json'), JSON.stringify(json));
  return { text: path('txt'), json: path('json') };
}

function timeOf(command, path) {
  const from = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [CLI, command, path, '-q', '--fail-on', 'never'], {
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 3) throw new Error(stderr);
  return performance.now() - from;
}

/** In a process of its own, as the first thing that it does. */
function parseTime(path) {
  const script = `const text = require('node:fs').readFileSync(process.argv[1], 'utf8'); const from = performance.now(); JSON.parse(text); console.log(performance.now() - from)`;
  return Number(spawnSync(process.execPath, ['-e', script, path], { encoding: 'utf8' }).stdout);
}

/** As a node of Calico has them: a quarter with two next hops. The JSON is that of `ip -j -d route`. */
function routes(count) {
  const lines = ['192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11'];
  const json = [
    {
      type: 'unicast',
      dst: '192.168.10.0/24',
      dev: 'eth0',
      protocol: 'kernel',
      scope: 'link',
      prefsrc: '192.168.10.11',
      flags: [],
    },
  ];
  for (let index = 0; index < count; index++) {
    const dst = `10.${index >> 8}.${index & 255}.0/24`;
    const gateway = `192.168.10.${(index % 200) + 2}`;
    const about = { type: 'unicast', dst, protocol: 'bird', scope: 'global', metric: 32, flags: [] };
    if (index % 4 > 0) {
      lines.push(`${dst} via ${gateway} dev eth0 proto bird metric 32 `);
      json.push({ ...about, gateway, dev: 'eth0' });
      continue;
    }
    const gateways = [gateway, '192.168.10.254'];
    lines.push(`${dst} proto bird metric 32 `, ...gateways.map((via) => `\tnexthop via ${via} dev eth0 weight 1 `));
    json.push({ ...about, nexthops: gateways.map((via) => ({ gateway: via, dev: 'eth0', weight: 1, flags: [] })) });
  }
  return { lines, json };
}

/** A mesh of eight in each table. */
function statuses(count) {
  const [lines, json] = [[], []];
  for (let node = 0; node < count; node++) {
    const peers = Array.from({ length: 8 }, (_, peer) => ({
      peerAddress: `10.${node >> 8}.${node & 255}.${peer + 1}`,
      peerType: 'node-to-node mesh',
      state: 'up',
      since: '2026-11-22',
      info: 'Established',
    }));
    json.push({ node: `worker-${node}`, peers });
    lines.push(
      `# node: worker-${node}`,
      'Calico process is running.',
      '',
      'IPv4 BGP status',
      '+--------------+-------------------+-------+------------+-------------+',
      '| PEER ADDRESS |     PEER TYPE     | STATE |   SINCE    |    INFO     |',
      '+--------------+-------------------+-------+------------+-------------+',
      ...peers.map(
        ({ peerAddress, since }) =>
          `| ${peerAddress.padEnd(12)} | node-to-node mesh | up    | ${since} | Established |`,
      ),
      '+--------------+-------------------+-------+------------+-------------+',
    );
  }
  return { lines, json };
}
