import { expect, test } from 'vitest';
import type { Acting } from '../../../src/cli/run/gather/running.ts';
import { createWatch, type Expected } from '../../../src/cli/run/gather/expected.ts';
import { at, connection, established, notification, session } from '../../checks/bgp/session.ts';
import { FAILED } from '../fake-io.ts';
import { capturing, fakeFleet, fakeTarget, prints } from './fake-fleet.ts';
import { ACTIVE, ESTABLISHED, gather, KERNEL, neighbors, ROUTER } from './gathering.ts';

const OTHER = '192.168.10.2';
const limits = { durationSeconds: 0.05, maxBytes: 1 << 20 };

/** A node with a session that is up and one that is down, and what it was told to restart, once it is captured. */
async function reset(more: Partial<Acting>, answer = prints('')) {
  const ran: string[] = [];
  const record = (argv: readonly string[]): void => void ran.push(argv.join(' '));
  const capture = capturing(FAILED);
  const target = fakeTarget(
    'worker-1',
    {
      ...KERNEL,
      tcpdump: (argv, write, options) => {
        record(argv.slice(0, 1));
        return capture(argv, write, options);
      },
      'gobgp neighbor -j': prints(neighbors({ [ROUTER]: ESTABLISHED, [OTHER]: ACTIVE })),
      'gobgp neighbor 192': (argv, ...rest) => {
        record(argv);
        return answer(argv, ...rest);
      },
    },
    { speaker: 'gobgp' },
  );
  const acting = { probe: false, reset: true, peers: [], confirm: () => Promise.resolve(true), ...more };
  return { ...(await gather(fakeFleet(target), { limits, failingOnly: true, acting })), ran };
}

test('restarts what is down, once it is captured, and leaves what is up alone', async () => {
  const { ran, said, incomplete } = await reset({});
  expect(ran).toEqual(['tcpdump', `gobgp neighbor ${OTHER} reset`]);
  expect(said).toContain(
    `worker-1: --reset restarts the session with ${OTHER} (Active, down: nothing is lost by it) by`,
  );
  expect(said).toContain(`worker-1: restarted the session with ${OTHER}`);
  expect(incomplete).toEqual([]);
});

test('what is up only if it is named, and its price with it', async () => {
  const { ran, said } = await reset({ peers: [ROUTER] });
  expect(ran).toEqual(['tcpdump', `gobgp neighbor ${ROUTER} reset`]);
  expect(said).toContain('(Established, up: it and its routes go down until it is back)');
});

test('nothing that nobody agreed to', async () => {
  const { ran, incomplete } = await reset({ confirm: () => Promise.resolve(false) });
  expect(ran).toEqual(['tcpdump']);
  expect(incomplete).toEqual([{ source: null, what: 'reset', why: 'nobody agreed to it (--yes)' }]);
});

test('what the speaker says against it is told', async () => {
  const { incomplete } = await reset({}, prints('', { exitCode: 1, stderr: 'rpc error: code = Unavailable' }));
  expect(incomplete).toEqual([{ source: 'worker-1', what: `reset of ${OTHER}`, why: 'rpc error: code = Unavailable' }]);
});

test('a speaker that has no command says what to do instead', async () => {
  const cilium = fakeTarget(
    'worker-1',
    { ...KERNEL, tcpdump: capturing(FAILED) },
    { speaker: 'cilium', peers: [ROUTER] },
  );
  const acting = { probe: false, reset: true, peers: [ROUTER], confirm: () => Promise.resolve(true) };
  const { incomplete } = await gather(fakeFleet(cilium), { limits, acting });
  expect(incomplete).toContainEqual({
    source: 'worker-1',
    what: `reset of ${ROUTER}`,
    why: 'no speaker there tells of it',
  });
});

test('a session that was up has to come back before its capture is enough', () => {
  const expected: Expected = {
    peer: ROUTER,
    told: 'Established',
    established: true,
    isYoung: false,
    name: null,
    local: null,
    place: null,
    isRestarted: true,
  };
  const watch = createWatch([expected], () => 0);
  const down = connection({ midstream: true, notifications: [notification('local', 6, 4)] });
  expect(watch([session([down])])).toEqual([{ peer: ROUTER, why: 'it has not come back yet' }]);
  const refused = connection({ first: at(2), notifications: [notification('remote', 2, 2)] });
  expect(watch([session([down, refused])])).not.toContainEqual({ peer: ROUTER, why: 'it has not come back yet' });
  const back = { ...established, first: at(2) };
  const why = watch([session([down, back], { state: 'recovered' })]).map((lack) => lack.why);
  expect(why).not.toContain('it has not come back yet');
});
