import { expect, test } from 'vitest';
import { askHost } from '../../src/transports/ask-host.ts';
import { fakeTransport, prints } from '../cli/gather/fake-fleet.ts';

const never = new AbortController().signal;
const HOST = 'net:[4026531840]';
const POD = 'net:[4026532601]';

const ask = (answers: Parameters<typeof fakeTransport>[1]) => askHost(fakeTransport('worker-1', answers), never);

test('a speaker is one whose command line answers', async () => {
  const { target, incomplete } = await ask({
    'vtysh -c show version': prints('FRRouting 10.2'),
    'birdc show status': prints('', { exitCode: 1, stderr: 'Unable to connect to server control socket' }),
  });
  expect(target.speakers.map(({ speaker, transport }) => [speaker, transport.label])).toEqual([['frr', 'fake']]);
  expect(incomplete).toEqual([]); // BIRD's is installed for nothing
});

test('a daemon in a container is asked there, if it speaks from the host', async () => {
  const { target } = await ask({
    'pgrep -l -x': prints('812 bird\n813 bgpd\n'),
    'readlink /proc/self/ns/net': prints(`${HOST}\n`),
    'readlink /proc/812/ns/net': prints(`${HOST}\n`),
    'readlink /proc/813/ns/net': prints(`${POD}\n`),
    'nsenter -t 812 -m -- birdcl -s /var/run/calico/bird.ctl show status': prints('BIRD v0.3.3'),
    'nsenter -t 813 -m -- vtysh -c show version': prints('FRRouting 10.2'),
  });
  expect(target.speakers.map(({ speaker, transport }) => [speaker, transport.label])).toEqual([
    ['calico', 'fake, in the container of process 812'],
  ]);
});

test('one whose command line is the host’s is asked once', async () => {
  const { target } = await ask({
    'gobgp global': prints('AS: 64512'),
    'pgrep -l -x': prints('812 gobgpd\n'),
    readlink: prints(`${HOST}\n`),
    'nsenter -t 812 -m -- gobgp global': prints('AS: 64512'),
  });
  expect(target.speakers.map(({ transport }) => transport.label)).toEqual(['fake']);
});

test('where none answers, what those say that are there is told', async () => {
  const { target, incomplete } = await ask({
    'birdc show status': prints('', { exitCode: 1, stderr: 'Unable to connect to server control socket\n' }),
    'pgrep -l -x': prints('812 cilium-agent\n'),
    readlink: prints(`${HOST}\n`),
    'nsenter -t 812': prints('', { exitCode: 1, stderr: 'nsenter: cannot open /proc/812/ns/mnt: Permission denied\n' }),
  });
  expect(target.speakers).toEqual([]);
  expect(incomplete).toMatchObject([
    { source: 'worker-1', what: 'bird', why: 'birdc: exit 1: Unable to connect to server control socket' },
    { what: 'cilium', why: expect.stringContaining('Permission denied') },
    { what: 'cilium' },
  ]);
});
