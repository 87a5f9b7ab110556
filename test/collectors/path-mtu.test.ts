import { array, assert, asyncProperty, constant, constantFrom, integer, oneof, option, record } from 'fast-check';
import { expect, test } from 'vitest';
import { type Echo, findPathMtu } from '../../src/collectors/path-mtu.ts';

const ANSWERED: Echo = { kind: 'answered' };
const SILENT: Echo = { kind: 'silent' };

/** A link of one MTU, and behind it a path of another, which says so or does not. */
function network(link: number, path: number, isTold: boolean) {
  const asked: number[] = [];
  const echo = (octets: number): Promise<Echo> => {
    asked.push(octets);
    if (octets > link) return Promise.resolve({ kind: 'too-big', mtu: link });
    if (octets <= path) return Promise.resolve(ANSWERED);
    return Promise.resolve(isTold ? { kind: 'too-big', mtu: path } : SILENT);
  };
  return { asked, echo };
}

test('an ordinary path takes two questions', async () => {
  const { asked, echo } = network(1500, 1500, true);
  expect(await findPathMtu('ipv4', echo)).toEqual({ answered: 1500, silent: null, told: 1500 });
  expect(asked).toEqual([9000, 1500]);
});

test('a path that tells its MTU is no black hole', async () => {
  const { echo } = network(1500, 1400, true);
  expect(await findPathMtu('ipv4', echo)).toEqual({ answered: 1400, silent: null, told: 1400 });
});

test('one that does not is found to the octet', () =>
  assert(
    asyncProperty(
      constantFrom('ipv4' as const, 'ipv6' as const),
      integer({ min: 1280, max: 8999 }),
      integer({ min: 1, max: 7000 }),
      async (family, path, more) => {
        const { asked, echo } = network(path + more, path, false);
        const told = path + more < 9000 ? path + more : null;
        expect(await findPathMtu(family, echo)).toEqual({ answered: path, silent: path + 1, told });
        expect(asked.length).toBeLessThan(20);
      },
    ),
    { numRuns: 100 },
  ));

test('who answers no ping tells nothing, whatever the kernel says of large ones', async () => {
  const { asked, echo } = network(1500, 0, false);
  expect(await findPathMtu('ipv4', echo)).toEqual({ answered: null, silent: null, told: 1500 });
  expect(asked).toEqual([9000, 1500, 576]);
});

test('a router that does not say how large packets may be is searched through', async () => {
  const found = await findPathMtu('ipv4', async (octets) =>
    octets <= 1400 ? ANSWERED : { kind: 'too-big', mtu: null },
  );
  expect(found).toEqual({ answered: 1400, silent: null, told: null });
});

test('a ping that is lost by chance tells nothing', async () => {
  const { asked, echo } = network(1500, 1500, true);
  const losing = async (octets: number): Promise<Echo> => {
    const answer = await echo(octets);
    return asked.filter((each) => each === 1500).length === 1 && octets === 1500 ? SILENT : answer;
  };
  expect(await findPathMtu('ipv4', losing)).toBeNull();
});

test('whatever the answers are, it ends', () =>
  assert(
    asyncProperty(
      array(
        oneof(
          constant(ANSWERED),
          constant(SILENT),
          record({ kind: constant('too-big' as const), mtu: option(integer({ min: -1, max: 70_000 })) }),
        ),
        { minLength: 1 },
      ),
      async (answers) => {
        let asked = 0;
        await findPathMtu('ipv6', () => Promise.resolve(answers[asked++ % answers.length] ?? SILENT));
        expect(asked).toBeLessThan(25);
      },
    ),
    { numRuns: 100 },
  ));
