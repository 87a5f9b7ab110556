/** tshark's reading of a capture. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Placed } from './align.ts';
import { lengthOf, messageOf, typeOf, untaken } from './fields/message.ts';
import { createPdmlReader, type TsharkMessage } from './pdml.ts';

export interface TheirMessage extends Placed {
  readonly message: unknown;
  readonly inBmp: boolean;
}

/** Those that captures of BMP have been seen with; it has none of its own. */
const BMP_PORTS = [1790, 20];

/** Its version, or null where it is not installed. */
export function tsharkVersion(): string | null {
  const { stdout } = spawnSync('tshark', ['--version'], { encoding: 'utf8' });
  return /\(Wireshark\) (\d[\d.]*\d)/.exec(stdout ?? '')?.[1] ?? null;
}

/**
 * Besides 179, BGP is on `ports`. Without `isBgp`, BMP may be there, on ports that are another's otherwise.
 * Rejects where tshark can't be run; captures that it can't read have no messages.
 */
export function readTheirs(
  path: string,
  { ports, isBgp }: { readonly ports: ReadonlySet<number>; readonly isBgp: boolean },
): Promise<readonly TheirMessage[]> {
  const rules = [
    'udp.port==8472,vxlan', // Linux's, which is not the registered one
    ...[...ports].map((port) => `tcp.port==${port},bgp`),
    ...(isBgp ? [] : BMP_PORTS.map((port) => `tcp.port==${port},bmp`)),
  ];
  const decodeAs = rules.flatMap((rule) => ['-d', rule]);
  const reader = createPdmlReader();
  return runTshark(['-n', '-r', path, '-Y', 'bgp', '-T', 'pdml', ...decodeAs], (line) =>
    reader.push(line).map(toMessage),
  );
}

function toMessage({ frame, root, inBmp }: TsharkMessage): TheirMessage {
  const message = { ...Object(messageOf(root)), tshark: untaken(root) };
  return { frame, key: `${typeOf(root)} ${lengthOf(root)}`, message, inBmp };
}

export interface Payload {
  readonly frame: number;
  readonly stream: string;
  readonly octets: Uint8Array;
}

/** What stations of BMP were sent, in its order. */
export function readBmpPayloads(path: string): Promise<readonly Payload[]> {
  const filter = `tcp.port in {${BMP_PORTS.join(', ')}} && tcp.len > 0 && !tcp.analysis.retransmission`;
  const fields = ['frame.number', 'tcp.stream', 'tcp.srcport', 'tcp.payload'].flatMap((name) => ['-e', name]);
  return runTshark(['-n', '-r', path, '-Y', filter, '-T', 'fields', ...fields], (line) => {
    const [frame = '', stream = '', port = '', payload = ''] = line.split('\t');
    return [{ frame: Number(frame), stream: `${stream} ${port}`, octets: Buffer.from(payload, 'hex') }];
  });
}

function runTshark<Item>(
  args: readonly string[],
  toItems: (line: string) => readonly Item[],
): Promise<readonly Item[]> {
  return new Promise((resolve, reject) => {
    const tshark = spawn('tshark', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const items: Item[] = [];
    const lines = createInterface({ input: tshark.stdout });
    lines.on('line', (line) => items.push(...toItems(line)));
    lines.on('close', () => resolve(items));
    tshark.on('error', reject);
    tshark.on('exit', (_, signal) => {
      if (signal !== null) reject(new Error(`tshark ${args.join(' ')} was ended by ${signal}`));
    });
  });
}
