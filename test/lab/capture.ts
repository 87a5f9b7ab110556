import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { tellOf } from './diagnose.ts';
import { finished } from 'node:stream/promises';
import type { Namespace } from './namespaces.ts';
import { messagesIn } from './opens.ts';
import { run, sleep, until } from './processes.ts';

export interface CaptureOptions {
  readonly interface?: string;
  /** As tcpdump's -y: LINUX_SLL, LINUX_SLL2, EN10MB. */
  readonly linkType?: string;
  readonly snapLength?: number;
  readonly precision?: 'micro' | 'nano';
  readonly filter?: string;
}

/** BGP messages on the wire by type, each counted as often as the capture holds it. */
export interface Seen {
  readonly open: number;
  readonly update: number;
  readonly notification: number;
  readonly keepalive: number;
}

export interface Capture {
  readonly path: string;
  readonly seen: () => Seen;
  readonly until: (what: string, holds: (seen: Seen) => boolean, milliseconds?: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** No ARP, no neighbour discovery: what a capture for BGP would hold. */
const BGP_FILTER = 'tcp port 179 or icmp or (icmp6 and ip6[40] < 128)';

export async function startCapture(
  ns: Namespace,
  options: CaptureOptions = {},
  file = 'capture.pcap',
): Promise<Capture> {
  const path = ns.path(file);
  const log = `${path}.log`;
  const { linkType, snapLength, precision, filter = BGP_FILTER } = options;
  const tcpdump = ns.startPiped(
    [
      'tcpdump',
      '-n',
      '-U',
      '-Z',
      'root',
      '-B',
      '65536',
      '-i',
      options.interface ?? 'any',
      '-w',
      '-',
      ...(linkType === undefined ? [] : ['-y', linkType]),
      ...(snapLength === undefined ? [] : ['-s', String(snapLength)]),
      ...(precision === undefined ? [] : [`--time-stamp-precision=${precision}`]),
      filter,
    ],
    log,
  );
  writeFileSync(path, '');
  tcpdump.output.on('data', (octets: Buffer) => appendFileSync(path, octets));
  const told = tellOf(tcpdump.output);
  told.catch(() => undefined); // whoever asks for it is told
  ns.lab.live.set(path, told);
  await until('tcpdump listens', () => readFileSync(log, 'utf8').includes('listening on'), 10_000);
  const seen = (): Seen => countMessages(readFileSync(path));
  return {
    path,
    seen,
    until: (what, holds, milliseconds = 40_000) => until(what, () => holds(seen()), milliseconds),
    async stop() {
      // The kernel hands over a block of its ring after up to a second; what is in it when tcpdump ends is lost.
      await sleep(1500);
      await Promise.all([finished(tcpdump.output), tcpdump.stop('SIGINT')]);
      const dropped = /(\d+) packets? dropped by kernel/.exec(readFileSync(log, 'utf8'))?.[1];
      if (dropped !== '0') throw new Error(`tcpdump: ${dropped ?? 'no count of'} packets dropped by kernel`);
    },
  };
}

/** Whatever the link type: no other bytes of these captures look like a marker. */
function countMessages(bytes: Buffer): Seen {
  const count = [0, 0, 0, 0, 0];
  for (const message of messagesIn(bytes)) {
    const type = message[18] ?? 0;
    if (type < count.length) count[type] = (count[type] ?? 0) + 1;
  }
  const [, open = 0, update = 0, notification = 0, keepalive = 0] = count;
  return { open, update, notification, keepalive };
}

export async function packets(path: string, filter: string): Promise<number> {
  const text = await run(['tcpdump', '-n', '-r', path, filter]);
  return text.split('\n').filter((line) => line !== '').length;
}
