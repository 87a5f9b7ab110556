import { describe, expect, test } from 'vitest';
import type { Target } from '../../../src/collectors/collector.ts';
import type { Acting } from '../../../src/cli/run/gather/running.ts';
import { FAILED } from '../fake-io.ts';
import { capturing, fakeFleet, fakeTarget, prints } from './fake-fleet.ts';
import { ESTABLISHED, gather, ACTIVE, KERNEL, neighbors, ROUTER } from './gathering.ts';

const PINGS = prints('2 packets transmitted, 2 received, 0% packet loss');
const refuses = prints('', {
  exitCode: 1,
  stderr: `nc: connect to ${ROUTER} port 179 (tcp) failed: Connection refused`,
});
const limits = { durationSeconds: 0.02, maxBytes: 1 << 20 };

/** What ran, in order. */
function watched(answers: Parameters<typeof fakeTarget>[1]): { readonly target: Target; readonly ran: string[] } {
  const ran: string[] = [];
  const target = fakeTarget(
    'worker-1',
    { ...KERNEL, tcpdump: capturing(FAILED), ping: PINGS, ...answers },
    { speaker: 'gobgp' },
  );
  const { host } = target;
  if (host === null) throw new Error('a fake has a host');
  const transport: typeof host = {
    ...host,
    run: (argv, sink, options) => {
      const tool = argv[0] === 'sh' ? argv[5] : argv[0];
      ran.push([tool, ...argv].join(' '));
      return host.run(argv, sink, options);
    },
  };
  return { target: { ...target, host: transport }, ran };
}
const toolsOf = (ran: readonly string[]): readonly string[] =>
  [...new Set(ran.map((line) => line.split(' ')[0] ?? ''))].filter((tool) =>
    /^(?:nc|ncat|python3|timeout|ping|tcpdump)$/.test(tool),
  );

const acting = (more: Partial<Acting> = {}): { readonly acting: Acting } => ({
  acting: { probe: true, reset: false, peers: [], confirm: () => Promise.resolve(true), ...more },
});

describe('--probe', () => {
  test('tries what is down before anything is captured, and says what came of it', async () => {
    const { target, ran } = watched({ 'gobgp neighbor': prints(neighbors({ [ROUTER]: ACTIVE })), sh: refuses });
    const { said, probes } = await gather(fakeFleet(target), { limits, ...acting() });
    expect(toolsOf(ran)).toEqual(['nc', 'ping', 'tcpdump']);
    expect(probes).toMatchObject([
      { node: 'worker-1', peer: ROUTER, tcp: { outcome: 'refused' }, path: { answered: 9000 } },
    ]);
    expect(said).toContain(`worker-1: --probe tries ${ROUTER} (Active): a TCP connection, closed at once, and pings`);
    expect(said).toContain(`worker-1: probe of ${ROUTER}: port 179 refuses it; packets of 9000 octets pass`);
  });

  test('never connects to the peer of a session that is up', async () => {
    const { target, ran } = watched({ 'gobgp neighbor': prints(neighbors({ [ROUTER]: ESTABLISHED })), sh: refuses });
    const { probes } = await gather(fakeFleet(target), { limits, ...acting() });
    expect(toolsOf(ran)).toEqual(['ping', 'tcpdump']);
    expect(probes).toMatchObject([{ tcp: null, path: { answered: 9000 } }]);
  });

  test('nor of one that came up since, as the kernel has it', async () => {
    const up = prints('', { exitCode: 75 });
    const { target } = watched({ 'gobgp neighbor': prints(neighbors({ [ROUTER]: ACTIVE })), sh: up });
    const { probes, incomplete } = await gather(fakeFleet(target), { limits, ...acting() });
    expect(probes).toMatchObject([{ tcp: null }]);
    expect(incomplete).toEqual([]);
  });

  test('takes the tool that is there, and tells what is not', async () => {
    const absent = prints('', { exitCode: 127 });
    const { target, ran } = watched({
      'gobgp neighbor': prints(neighbors({ [ROUTER]: ACTIVE })),
      sh: absent,
      ping: absent,
    });
    const { incomplete } = await gather(fakeFleet(target), { limits, ...acting() });
    expect(toolsOf(ran)).toEqual(['nc', 'ncat', 'python3', 'timeout', 'ping', 'tcpdump']);
    expect(incomplete).toEqual([
      {
        source: 'worker-1',
        what: `TCP probe of ${ROUTER}`,
        why: 'there is neither nc with -z, nor python3, nor bash where commands run',
      },
      {
        source: 'worker-1',
        what: `path MTU probe of ${ROUTER}`,
        why: 'there is no ping with -M (of iputils) where commands run',
      },
    ]);
  });

  test('nobody is probed unasked', async () => {
    const { target, ran } = watched({ 'gobgp neighbor': prints(neighbors({ [ROUTER]: ACTIVE })), sh: refuses });
    const questions: string[] = [];
    const confirm = (question: string): Promise<boolean> => {
      questions.push(question);
      return Promise.resolve(false);
    };
    const { incomplete } = await gather(fakeFleet(target), { limits, ...acting({ confirm }) });
    expect(questions).toEqual(['Probe this session?']);
    expect(toolsOf(ran)).toEqual(['tcpdump']);
    expect(incomplete).toEqual([{ source: null, what: 'probe', why: 'nobody agreed to it (--yes)' }]);
  });

  test('--peer names the sessions; one that nobody knows is told', async () => {
    const told = prints(neighbors({ [ROUTER]: ACTIVE, '192.168.10.2': ACTIVE, '192.168.10.3': ESTABLISHED }));
    const { target } = watched({ 'gobgp neighbor': told, sh: refuses });
    const { probes } = await gather(fakeFleet(target), { limits, ...acting({ peers: ['192.168.10.2'] }) });
    expect(probes.map(({ peer }) => peer)).toEqual(['192.168.10.2']);
    const { incomplete } = await gather(fakeFleet(target), { limits, ...acting({ peers: ['10.9.9.9'] }) });
    expect(incomplete).toEqual([{ source: null, what: 'probe', why: 'no speaker tells of such a session' }]);
  });
});
