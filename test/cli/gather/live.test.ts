import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBundle } from '../../../src/bundles/write-bundle.ts';
import { createIntake } from '../../../src/cli/run/gather/intake.ts';
import { createScratch } from '../../../src/cli/run/gather/scratch.ts';
import type { Fleet, Target } from '../../../src/collectors/collector.ts';
import { FAILED, HEALTHY } from '../fake-io.ts';
import { type Answer, capturing, fakeFleet, fakeTarget, hangs, prints } from './fake-fleet.ts';
import { ACTIVE, ESTABLISHED, gather, KERNEL, neighbors, ROUTER } from './gathering.ts';

test('ends as soon as each session has shown what is wrong with it', async () => {
  const node = fakeTarget(
    'worker-1',
    { ...KERNEL, tcpdump: capturing(FAILED), 'gobgp neighbor': prints(neighbors({ [ROUTER]: ACTIVE })) },
    { speaker: 'gobgp' },
  );
  const { said, report, entries, incomplete } = await gather(fakeFleet(node));
  expect(said).toContain('worker-1: capturing for 60 s at most, until each session has shown itself: 192.168.10.1');
  expect(said).toContain('worker-1: 30 packets in 1 s: every session has shown itself');
  expect(report.findings.map(({ id }) => id)).toEqual(['bgp/mp-bgp-unsupported']);
  expect(incomplete).toEqual([]);
  expect(entries.find(({ kind }) => kind === 'capture')).toMatchObject({
    status: 'collected',
    node: 'worker-1',
    reason: null,
  });
});

test('nodes that are the ends of one session tell it once, and their captures are kept for as long as it takes', async () => {
  const scratch = createScratch();
  const ends = ['node', 'router'].map((name) =>
    fakeTarget(name, { ...KERNEL, tcpdump: capturing(`fixtures/both-ends/cut-one-way.${name}.pcap`) }),
  );
  const limits = { durationSeconds: 0.2, maxBytes: 1 << 20 };
  const { report } = await gather(fakeFleet(...ends), { limits, scratch });
  expect(report.sessions).toMatchObject([
    { bothEnds: { sources: { local: 'captures/node.pcap', remote: 'captures/router.pcap' } } },
  ]);
  expect(report.findings.flatMap(({ id, severity }) => (severity === 'info' ? [] : [id]))).toEqual([
    'bgp/lost-on-the-way',
  ]);
  const file = scratch.fileOf('captures/node.pcap') ?? '';
  expect(readFileSync(file)).toEqual(readFileSync('fixtures/both-ends/cut-one-way.node.pcap'));
  await scratch.discard();
  expect(existsSync(dirname(file))).toBe(false);
});

test('a session that no packet tells of is waited for until the time is over, and told by its daemon', async () => {
  const answers = {
    ...KERNEL,
    tcpdump: capturing(HEALTHY),
    'gobgp neighbor': prints(neighbors({ '10.0.0.9': ACTIVE })),
  };
  const node = fakeTarget('worker-1', answers, { speaker: 'gobgp' });
  const limits = { durationSeconds: 1, maxBytes: 1 << 20 };
  const { said, report } = await gather(fakeFleet(node), { limits });
  expect(said).toContain('the 1 s are over; 10.0.0.9: no packet of it yet');
  expect(report.findings.map(({ id }) => id)).toContain('node/peer-not-established');
});

test('with --failing-only a node whose sessions are up is not captured on', async () => {
  const node = fakeTarget(
    'worker-1',
    { ...KERNEL, tcpdump: capturing(FAILED), 'gobgp neighbor': prints(neighbors({ [ROUTER]: ESTABLISHED })) },
    { speaker: 'gobgp' },
  );
  const { said, entries } = await gather(fakeFleet(node), { failingOnly: true });
  expect(said).toContain(': not captured, since all sessions there are up');
  expect(entries.every(({ kind }) => kind === 'output')).toBe(true);
});

describe('tcpdump', () => {
  const peers = [ROUTER];

  test('an old one is asked in its own words', async () => {
    const usage = prints('', {
      exitCode: 1,
      stderr: "tcpdump: unrecognized option '--immediate-mode'\nUsage: tcpdump",
    });
    const answers = {
      ...KERNEL,
      'tcpdump -U -n -s 0 -i any --immediate-mode': usage,
      'tcpdump -U -n -s 0 -i any -Z root': prints('', { exitCode: 1, stderr: "tcpdump: Couldn't find user 'root'" }),
      'tcpdump -U -n -s 0 -i any -w': capturing(FAILED),
    };
    const { entries } = await gather(fakeFleet(fakeTarget('worker-1', answers, { peers })));
    expect(entries.find(({ kind }) => kind === 'capture')?.command.slice(0, 8)).toEqual(
      'tcpdump -U -n -s 0 -i any -w'.split(' '),
    );
  });

  test.each([
    ['that is missing', {}, 'tcpdump is not installed'],
    [
      'that may not capture',
      {
        tcpdump: prints('', {
          exitCode: 1,
          stderr: "tcpdump: any: You don't have permission\n(socket: not permitted)",
        }),
      },
      "tcpdump: any: You don't have permission",
    ],
    ['that prints something else', { tcpdump: prints('Last login: yesterday\n'.repeat(50)) }, 'no capture'],
  ])('one %s is told', async (_, answers, why) => {
    const { incomplete } = await gather(fakeFleet(fakeTarget('worker-1', { ...KERNEL, ...answers }, { peers })));
    expect(incomplete).toMatchObject([{ source: 'worker-1', why: expect.stringContaining(why) }]);
  });

  test('one that ends by itself leaves what it captured, and is told', async () => {
    const dies = {
      tcpdump: async (...args: Parameters<ReturnType<typeof capturing>>) => {
        const [argv, write] = args;
        const ended = AbortSignal.abort();
        await capturing(HEALTHY)(argv, write, { signal: ended, maxBytes: 0 }).catch(() => undefined);
        return { exitCode: 137, stderr: 'Killed' };
      },
    };
    const { incomplete, report } = await gather(fakeFleet(fakeTarget('worker-1', { ...KERNEL, ...dies }, { peers })));
    expect(incomplete).toMatchObject([{ source: 'worker-1', why: 'tcpdump ended by itself: Killed' }]);
    expect(report.sessions).toHaveLength(1);
  });

  test('a capture ends at its size', async () => {
    const answers = { ...KERNEL, tcpdump: capturing(FAILED) };
    const limits = { durationSeconds: 60, maxBytes: 1000 };
    const { incomplete } = await gather(fakeFleet(fakeTarget('worker-1', answers)), { limits });
    expect(incomplete).toMatchObject([{ source: 'worker-1', why: 'stopped at 1000 bytes (--max-size)' }]);
  });
});

test('a node that hangs does not hold up the others, and an interrupt ends it', async () => {
  const controller = new AbortController();
  const well = fakeTarget('worker-2', { ...KERNEL, tcpdump: capturing(FAILED) }, { peers: [ROUTER] });
  const hung = fakeTarget('worker-1', { sysctl: hangs, ip: hangs, tcpdump: hangs });
  const said: string[] = [];
  const say = (line: string): void => {
    said.push(line);
    if (line.startsWith('worker-2') && line.includes('has shown itself') && line.includes('packets'))
      controller.abort();
  };
  const { entries } = await gather(fakeFleet(hung, well), { signal: controller.signal, say, parallel: 2 });
  expect(entries.filter(({ status }) => status === 'collected').every(({ node }) => node === 'worker-2')).toBe(true);
  expect(said.join('\n')).toContain('worker-1: no capture: interrupted before anything was captured');
});

test('a node that is not reached yet does not hold up the others, and is told once it is known', async () => {
  const well = fakeTarget('worker-2', { ...KERNEL, tcpdump: capturing(FAILED) }, { peers: [ROUTER] });
  let reach: ((target: Target) => void) | null = null;
  const reached = new Promise<Target>((resolve) => (reach = resolve));
  const say = (line: string): void => {
    if (!/^worker-2: .*packets.*has shown itself/.test(line)) return;
    reach?.({ node: 'worker-1', host: null, speakers: [], ports: [], peers: [], fault: 'its kubelet does not answer' });
  };
  const fleet: Fleet = { ...fakeFleet(), targets: [reached, Promise.resolve(well)] };
  const { incomplete, nodes, report } = await gather(fleet, { say });
  expect(report.findings.map(({ id }) => id)).toEqual(['bgp/mp-bgp-unsupported']);
  expect(nodes.map(({ name }) => name)).toEqual(['worker-1', 'worker-2']);
  expect(incomplete).toEqual([
    { source: 'worker-1', what: 'its packets and its kernel', why: 'its kubelet does not answer' },
  ]);
});

test('a fault of ours ends what runs everywhere, and is told', async () => {
  let isEnded = false;
  const captured: Answer = (argv, write, options) => {
    options.signal.addEventListener('abort', () => (isEnded = true));
    return hangs(argv, write, options);
  };
  const intake = {
    ...createIntake({}),
    output(): never {
      throw new TypeError('a fault of ours');
    },
  };
  const target = fakeTarget('node', { ...KERNEL, tcpdump: captured });
  await expect(gather(fakeFleet(target), { intake })).rejects.toThrow('a fault of ours');
  expect(isEnded).toBe(true);
});

test('an interrupt before any node is reached leaves nothing to tell', async () => {
  const controller = new AbortController();
  const reason = new Error('interrupted');
  const late = new Promise<Target>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(fakeTarget('worker-1', KERNEL)));
  });
  const gathered = gather({ ...fakeFleet(), targets: [late] }, { signal: controller.signal });
  controller.abort(reason);
  await expect(gathered).rejects.toBe(reason);
});

test('secrets are taken out before anybody sees them', async () => {
  const config = 'router bgp 64512\n neighbor 10.0.0.1 password hunter2secret\n';
  const answers = { ...KERNEL, 'vtysh -c show running-config': prints(config), tcpdump: capturing(FAILED) };
  const files = new Map<string, string>();
  const writer = {
    write: async (path: string, content: Uint8Array) => {
      files.set(path, new TextDecoder().decode(content));
      return { bytes: content.length, sha256: '' };
    },
    open: () => Promise.reject(new Error('no capture is asked for')),
    rewrite: () => Promise.resolve(null),
    finish: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
  const { removed } = await gather(fakeFleet(fakeTarget('worker-1', answers, { speaker: 'frr' })), {
    writer,
    limits: null,
  });
  expect(files.get('nodes/worker-1/frr-running-config.txt')).toContain('password <redacted');
  expect([...files.values()].join('')).not.toContain('hunter2secret');
  expect(removed).toMatchObject([{ path: 'nodes/worker-1/frr-running-config.txt', line: 2 }]);
});

test('what a later file gives away is taken out of those that are written already', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-live-'));
  const early = { ...KERNEL, sysctl: prints('kernel.hostname = a\n# hunter2secret\n') };
  const late = { ...KERNEL, 'vtysh -c show running-config': prints('neighbor 10.0.0.1 password hunter2secret\n') };
  const fleet = fakeFleet(fakeTarget('worker-1', early), fakeTarget('worker-2', late, { speaker: 'frr' }));
  const writer = await createBundle(join(folder, 'bundle'));
  const { entries, removed } = await gather(fleet, { writer, limits: null, parallel: 1 });
  await writer.finish({
    schema: 'k8sdoctor/bundle/v1',
    tool: { name: 'k8sdoctor', version: '1' },
    startedAt: '',
    finishedAt: '',
    asked: { command: 'collect', durationSeconds: null, maxBytes: null },
    interrupted: false,
    nodes: [],
    artifacts: entries,
    incomplete: [],
    removed,
  });
  const path = 'nodes/worker-1/sysctl.txt';
  const written = readFileSync(join(folder, 'bundle', path));
  expect(written.toString()).toBe('kernel.hostname = a\n# <redacted:bgp-password>\n');
  const entry = entries.find((one) => one.path === path);
  const sha256 = createHash('sha256').update(written).digest('hex');
  expect(entry).toMatchObject({ bytes: written.length, sha256 });
  expect(removed.map((one) => [one.path, one.line])).toContainEqual([path, 2]);
  rmSync(folder, { recursive: true });
});

test('two hosts of one name have files of their own', async () => {
  const fleet = fakeFleet(fakeTarget('localhost', KERNEL), fakeTarget('localhost', KERNEL));
  const { entries } = await gather(fleet, { limits: null });
  const paths = entries.filter(({ status }) => status === 'collected').map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths).toContain('nodes/localhost/sysctl-2.txt');
});
