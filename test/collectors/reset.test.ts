import { describe, expect, test } from 'vitest';
import { faultOf, resetOf } from '../../src/collectors/reset.ts';

const IPV4 = { peer: '10.0.0.2', name: 'tor' };

describe('each speaker restarts a session in its own words', () => {
  test.each([
    ['frr', IPV4, ['vtysh', '-c', 'clear bgp 10.0.0.2']],
    ['metallb', IPV4, ['vtysh', '-c', 'clear bgp 10.0.0.2']],
    ['gobgp', IPV4, ['gobgp', 'neighbor', '10.0.0.2', 'reset']],
    ['kube-router', IPV4, ['gobgp', 'neighbor', '10.0.0.2', 'reset']],
    ['openbgpd', IPV4, ['bgpctl', 'neighbor', '10.0.0.2', 'clear']],
    ['bird', IPV4, ['birdcl', 'restart', 'tor']],
    ['bird', { ...IPV4, name: 'to-tor' }, ['birdcl', 'restart', '"to-tor"']],
    ['bird', { peer: 'fd00::2', name: 'tor6' }, ['birdcl6', 'restart', 'tor6']],
    [
      'calico',
      { peer: '10.0.0.2', name: 'Mesh_10_0_0_2' },
      ['birdcl', '-s', '/var/run/calico/bird.ctl', 'restart', 'Mesh_10_0_0_2'],
    ],
    [
      'calico',
      { peer: 'fd00::2', name: 'Mesh_fd00__2' },
      ['birdcl6', '-s', '/var/run/calico/bird6.ctl', 'restart', 'Mesh_fd00__2'],
    ],
  ] as const)('%s', (speaker, session, command) => {
    const reset = resetOf(speaker, session);
    expect('commands' in reset && reset.commands[0]).toEqual(command);
  });

  test('what has no command, or a name that is none, is not restarted', () => {
    expect(resetOf('cilium', IPV4)).toHaveProperty('instead');
    expect(resetOf('bird', { ...IPV4, name: null })).toHaveProperty('instead');
    expect(resetOf('calico', { ...IPV4, name: 'all" "*' })).toHaveProperty('instead');
  });
});

describe('what it says', () => {
  test.each([
    ['gobgp', 0, '', null],
    ['BIRD', 0, 'BIRD 2.0.12 ready.\ntor: restarted\n', null],
    ['bgpctl', 0, 'request processed\n', null],
    ['BIRD of no such protocol', 1, 'BIRD 2.0.12 ready.\nsyntax error, unexpected CF_SYM_UNDEFINED\n', 'syntax error'],
    ['BIRD of one that is shut', 0, 'BIRD 2.0.12 ready.\ntor: already disabled\n', 'tor: already disabled'],
    ['FRR of no such neighbour', 0, '%BGP: Unknown neighbor - "10.0.0.9"\n', '%BGP: Unknown neighbor'],
    ['gobgp of none', 1, 'rpc error: code = NotFound\n', 'rpc error: code = NotFound'],
    ['nothing', 1, '', 'exit 1'],
  ])('%s', (_, exitCode, said, why) => {
    const fault = faultOf(exitCode, said);
    if (why === null) expect(fault).toBeNull();
    else expect(fault).toMatchObject({ why: expect.stringContaining(why), absent: false });
  });

  test('a command that is not there is none that failed', () => {
    expect(faultOf(127, '')).toMatchObject({ absent: true });
  });
});
