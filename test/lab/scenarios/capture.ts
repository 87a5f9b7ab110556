import { readFileSync, writeFileSync } from 'node:fs';
import { type CaptureOptions, startCapture } from '../capture.ts';
import { record, startNode, startRouter } from '../pairing.ts';
import { run, sleep } from '../processes.ts';
import { error, type Expectation, info, ROUTER, type Scenario, warning } from '../scenario.ts';
import { direct } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

interface Incomplete {
  readonly name: string;
  readonly about: string;
  readonly expect: Expectation;
  readonly capture?: CaptureOptions;
  /** Makes the capture worse, and says where the result is. */
  readonly spoil?: (path: string) => Promise<string>;
}

const established = (...findings: Expectation['findings']): Expectation => ({
  findings,
  sessions: [{ state: 'established' }],
});
const TRUNCATED = warning('capture/truncated', null);
const GAPS = warning('capture/gaps', null);

/** `frames` as editcap takes them: what is left out. */
const without =
  (frames: string) =>
  async (path: string): Promise<string> => {
    const spoiled = path.replace('.pcap', '-spoiled.pcap');
    await run(['editcap', '-F', 'pcap', path, spoiled, ...frames.split(' ')]);
    return spoiled;
  };

function cut(path: string): Promise<string> {
  const spoiled = path.replace('.pcap', '-spoiled.pcap');
  writeFileSync(spoiled, readFileSync(path).subarray(0, -30));
  return Promise.resolve(spoiled);
}

/** As if the host's clock had been set back by an hour after the first 20 packets. */
function setBack(path: string): Promise<string> {
  const spoiled = path.replace('.pcap', '-spoiled.pcap');
  const bytes = readFileSync(path);
  let frame = 1;
  for (let at = 24; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8), frame += 1) {
    if (frame > 20) bytes.writeUInt32LE(bytes.readUInt32LE(at) - 3600, at);
  }
  writeFileSync(spoiled, bytes);
  return Promise.resolve(spoiled);
}

async function withoutUpdate(path: string): Promise<string> {
  const text = await run([
    'tshark',
    '-n',
    '-r',
    path,
    '-Y',
    'bgp.type == 2 && ip.src == 192.168.10.1',
    '-T',
    'fields',
    '-e',
    'frame.number',
  ]);
  return without(text.split('\n')[0] ?? '1')(path);
}

const rows: readonly Incomplete[] = [
  {
    name: 'one-way-from-node',
    capture: { filter: 'tcp port 179 and src host 192.168.10.11' },
    expect: { findings: [warning('capture/one-way', null)], sessions: [{ state: 'established' }] },
    about: 'A healthy session; only what the node sends was captured.',
  },
  {
    name: 'one-way-to-node',
    capture: { filter: 'tcp port 179 and dst host 192.168.10.11' },
    expect: { findings: [warning('capture/one-way', null)], sessions: [{ state: 'established' }] },
    about: 'A healthy session; only what the node receives was captured.',
  },
  {
    name: 'snap-length-96',
    capture: { snapLength: 96 },
    expect: established(TRUNCATED),
    about: 'A healthy session; the snap length of 96 octets cuts OPENs and UPDATEs.',
  },
  {
    name: 'cut-in-mid-packet',
    expect: established(TRUNCATED),
    spoil: cut,
    about: 'A healthy session; the file ends in the middle of a packet.',
  },
  {
    name: 'time-goes-back',
    expect: established(warning('capture/time-goes-back', null)),
    spoil: setBack,
    about: 'A healthy session; the clock of the node is set back by an hour while it captures.',
  },
  {
    name: 'gap-update',
    expect: established(GAPS),
    spoil: withoutUpdate,
    about: 'A healthy session; the first UPDATE of the router was not captured, though it was acknowledged.',
  },
];

const healthyBut = rows.map((row): Scenario => ({
  group: 'capture',
  name: row.name,
  about: row.about,
  expect: row.expect,
  async run(lab) {
    const pair = await direct(lab);
    const path = await record(pair, {
      ...(row.capture !== undefined && { capture: row.capture }),
      start: () => Promise.all([startRouter('bird', pair, withHoldTime()), startNode('frr', pair, withHoldTime())]),
      watch: (capture) => (row.capture === undefined ? untilSettled(capture) : sleep(14_000)),
    });
    return row.spoil === undefined ? path : row.spoil(path);
  },
}));

const midstream: Scenario = {
  group: 'capture',
  name: 'midstream',
  about: 'A healthy session; the capture began when it had long been up.',
  expect: { findings: [info('capture/midstream', null)], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    await record(pair, {
      start: () => Promise.all([startRouter('bird', pair, withHoldTime()), startNode('frr', pair, withHoldTime())]),
      watch: untilSettled,
    });
    const capture = await startCapture(pair.node.ns, {}, 'later.pcap');
    await sleep(13_000);
    await capture.stop();
    return capture.path;
  },
};

const midstreamHoldTimer: Scenario = {
  group: 'capture',
  name: 'midstream-hold-timer',
  about: 'The capture began when the session had long been up; then the peer fell silent, and the hold timer expired.',
  expect: {
    findings: [error('bgp/hold-timer-expired', ROUTER), info('capture/midstream', null)],
    sessions: [{ state: 'failed' }],
  },
  async run(lab) {
    const pair = await direct(lab);
    const [router] = await Promise.all([
      startRouter('bird', pair, withHoldTime()),
      startNode('gobgp', pair, withHoldTime()),
    ]);
    const warmUp = await startCapture(pair.node.ns, {}, 'before.pcap');
    await warmUp.until('it has been up for a while', ({ keepalive }) => keepalive >= 6);
    const capture = await startCapture(pair.node.ns, {}, 'later.pcap');
    await sleep(5000);
    router.kill('SIGSTOP');
    await capture.until('the hold timer expires', ({ notification }) => notification >= 1);
    await capture.stop();
    return capture.path;
  },
};

const empty: Scenario = {
  group: 'capture',
  name: 'empty',
  about: 'Pings between the two, and no BGP.',
  expect: { findings: [error('capture/empty', null)], sessions: [] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      capture: { filter: 'icmp or udp port 53' },
      start: () => Promise.resolve(),
      async watch() {
        await pair.node.ns.run('ping', '-q', '-c', '5', '-i', '0.3', pair.router.address);
        await sleep(500);
      },
    });
  },
};

export const capture: readonly Scenario[] = [...healthyBut, midstream, midstreamHoldTimer, empty];
