/** Runs what most people run, and keeps what V8 compiled for it: bin/load.js hands it back. */
import { writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { cachePath, evaluate } from '../bin/load.js';

const RUNS = [
  ['bgp', '--pcap', 'fixtures/open/old-router.pcap', '--color'],
  ['bgp', '--pcap', 'fixtures/open/old-router.pcap', '--format', 'json'],
  ['bgp', '--pcap', 'fixtures/healthy/add-path-gobgp-bird.pcap'],
  ['decode', 'fixtures/open/old-router.pcap'],
  ['status', 'fixtures/outputs/status/bird2-protocols-all.txt', 'fixtures/outputs/status/frr-neighbors-json.txt'],
  ['routes', 'fixtures/outputs/route/ecmp-incomplete.txt', 'fixtures/outputs/routes/frr-ip-route.txt'],
  ['sysctl', 'fixtures/outputs/sysctl/ip-forward-disabled-calico.txt'],
];

const [bundle] = process.argv.slice(2);
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
const { exports, cachedData } = evaluate(bundle);
for (const argv of RUNS) {
  // oxlint-disable-next-line no-await-in-loop -- one at a time, as a user would
  await exports.main(argv, { stdin: process.stdin, stdout: nowhere(), stderr: nowhere(), env: {} });
}
writeFileSync(cachePath(bundle), cachedData());
