import { expect, test } from 'vitest';
import { collect } from '../../src/collectors/collect.ts';
import type { Collector, RunResult, Transport } from '../../src/collectors/collector.ts';
import { DAEMON_COLLECTORS } from '../../src/collectors/daemons.ts';
import { kernelCollectors } from '../../src/collectors/kernel.ts';

const never = new AbortController().signal;
const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** A node that answers each command line with what it prints, and knows no other. */
const node = (
  answers: Readonly<Record<string, readonly [stdout: string, result?: Partial<RunResult>]>>,
): Transport => ({
  node: 'worker-1',
  label: 'this machine',
  async run(argv, sink, { signal }) {
    const [stdout, result] = answers[argv.join(' ')] ?? ['', { exitCode: 127, stderr: 'sh: not found\n' }];
    await ReadableStream.from([encode(stdout)]).pipeTo(sink, { signal });
    return { exitCode: 0, stderr: '', ...result };
  },
});

const place = (transport: Transport) => ({ transport, speaker: null, pod: null });

const addresses: Collector = {
  id: 'addresses',
  speaker: null,
  topics: ['bgp'],
  variants: [
    { file: 'ip-addr.json', argv: ['ip', '-j', 'addr'] },
    { file: 'ip-addr.txt', argv: ['ip', 'addr'] },
  ],
  deadlineMs: 1000,
  maxBytes: 1000,
  essential: true,
};

test('keeps what the first form prints that is understood', async () => {
  const old = node({
    'ip -j addr': ['', { exitCode: 1, stderr: 'ip: unrecognized option: j' }],
    'ip addr': ['1: lo: <LOOPBACK>\n'],
  });
  expect(await collect(addresses, place(old), never)).toEqual({
    status: 'collected',
    path: 'nodes/worker-1/ip-addr.txt',
    command: ['ip', 'addr'],
    node: 'worker-1',
    speaker: null,
    pod: null,
    exitCode: 0,
    bytes: encode('1: lo: <LOOPBACK>\n'),
  });
});

test('a command that tells what it has in spite of its exit code is no failure', async () => {
  const busybox = node({ 'ip addr': ['1: lo: <LOOPBACK>\n', { exitCode: 1 }] });
  expect(await collect(addresses, place(busybox), never)).toMatchObject({ status: 'collected', exitCode: 1 });
});

test('a failure says why the best form failed', async () => {
  expect(await collect(addresses, place(node({})), never)).toMatchObject({
    status: 'failed',
    path: 'nodes/worker-1/ip-addr.txt',
    reason: 'ip is not installed',
  });
});

test('a command that prints too much is a failure', async () => {
  const endless = node({ 'ip -j addr': ['x'.repeat(1001)] });
  expect(await collect(addresses, place(endless), never)).toMatchObject({
    status: 'failed',
    reason: 'it printed more than 1000 bytes',
  });
});

const hung: Transport = {
  node: 'worker-1',
  label: 'this machine',
  run: (_argv, _sink, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
};

test('one that hangs is given up, and its other forms are not tried', async () => {
  expect(await collect({ ...addresses, deadlineMs: 10 }, place(hung), never)).toMatchObject({
    status: 'failed',
    command: ['ip', '-j', 'addr'],
    reason: 'no answer within 0.01 s',
  });
});

test('the end of the run is not swallowed', async () => {
  const signal = AbortSignal.abort(new Error('interrupted'));
  await expect(collect(addresses, place(hung), signal)).rejects.toThrow('interrupted');
});

test('only the lines that are asked for are kept', async () => {
  const log = { ...addresses, variants: [{ file: 'dmesg.txt', argv: ['dmesg'] }], keep: /MD5/ };
  const told = await collect(log, place(node({ dmesg: ['usb 1-1\nTCP: MD5 Hash failed\n'] })), never);
  expect(told).toMatchObject({ bytes: encode('TCP: MD5 Hash failed\n') });
});

test('names do not lead out of their folder', async () => {
  const answers = node({ 'ip -j addr': ['[]'] });
  expect(await collect(addresses, place({ ...answers, node: '../../etc' }), never)).toMatchObject({
    path: 'nodes/.._.._etc/ip-addr.json',
  });
  expect(await collect(addresses, { ...place(answers), pod: 'kube-system/..' }, never)).toMatchObject({
    path: 'pods/kube-system/_/ip-addr.json',
  });
});

const all = [...kernelCollectors([179]), ...DAEMON_COLLECTORS];

test('ids and files belong to one collector each', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const files = all.map(({ variants }) => [...new Set(variants.map(({ file }) => file))]).flat();
  expect(new Set(files).size).toBe(files.length);
});

test('every command only reads', () => {
  const commands = all.flatMap(({ variants }) => variants.map(({ argv }) => argv.join(' ')));
  for (const command of commands)
    expect(command).not.toMatch(/\b(?:set|add|del|delete|replace|clear|-w|reset|write)\b/);
});
