import { expect, test } from 'vitest';
import { settingsOf } from '../../../src/transports/ssh/config.ts';
import { parseSshTarget } from '../../../src/transports/ssh/target.ts';

function settings(name: string, user: string, system = '', env: Readonly<Record<string, string>> = {}) {
  const target = parseSshTarget(name);
  if (target === null) throw new Error(name);
  return settingsOf(target, { configs: [user, system], home: '/home/me', env: { USER: 'me', ...env } });
}

test('without a config: what ssh does', () => {
  expect(settings('worker-1', '', '', { SSH_AUTH_SOCK: '/run/agent' })).toEqual({
    name: 'worker-1',
    host: 'worker-1',
    port: 22,
    user: 'me',
    jumps: [],
    identityFiles: ['/home/me/.ssh/id_ed25519', '/home/me/.ssh/id_ecdsa', '/home/me/.ssh/id_rsa'],
    identitiesOnly: false,
    agent: '/run/agent',
    knownHostsFiles: [
      '/home/me/.ssh/known_hosts',
      '/home/me/.ssh/known_hosts2',
      '/etc/ssh/ssh_known_hosts',
      '/etc/ssh/ssh_known_hosts2',
    ],
    hostKeyAlias: null,
    isStrict: false,
  });
});

const CONFIG = `
hostname = %h.example.com
Host worker-1
  User admin
  Port 2222
  IdentityFile ~/.ssh/%r-%h-%p
  IdentityFile "/keys/with space"
  UserKnownHostsFile ~/.ssh/known_lab /etc/lab_hosts
Host worker-* !worker-9
  User other
  ProxyJump jump@bastion:2200,[2001:db8::1]:22
  IdentitiesOnly yes
  IdentityAgent none
Host *
  IdentityFile ~/.ssh/last
  StrictHostKeyChecking no
`;

test('the first value holds; of IdentityFile all do', () => {
  expect(settings('worker-1', CONFIG)).toMatchObject({
    host: 'worker-1.example.com',
    user: 'admin',
    port: 2222,
    identityFiles: ['/home/me/.ssh/admin-worker-1.example.com-2222', '/keys/with space', '/home/me/.ssh/last'],
    identitiesOnly: true,
    agent: null,
    jumps: [
      { user: 'jump', host: 'bastion', port: 2200 },
      { user: null, host: '2001:db8::1', port: 22 },
    ],
  });
  expect(settings('worker-1', CONFIG).knownHostsFiles.slice(0, 2)).toEqual([
    '/home/me/.ssh/known_lab',
    '/etc/lab_hosts',
  ]);
});

test('the command line comes before the config, the user before the system', () => {
  expect(settings('root@worker-1:22', CONFIG)).toMatchObject({ user: 'root', port: 22 });
  expect(settings('worker-9', CONFIG, 'Host worker-9\n User sys\n Port 99')).toMatchObject({ user: 'sys', port: 99 });
  expect(settings('worker-2', CONFIG, 'User sys')).toMatchObject({ user: 'other' });
});

test('unknown keys are asked about at the least, whatever the config allows', () => {
  expect(settings('h', 'StrictHostKeyChecking no').isStrict).toBe(false);
  expect(settings('h', 'StrictHostKeyChecking accept-new').isStrict).toBe(false);
  expect(settings('h', 'stricthostkeychecking yes').isStrict).toBe(true);
});

test('an agent is named by a path, if at all', () => {
  expect(settings('h', '', '', { SSH_AUTH_SOCK: '' }).agent).toBeNull();
  expect(settings('h', 'IdentityAgent ~/agent.sock').agent).toBe('/home/me/agent.sock');
});

test('nothing of the config is run', () => {
  expect(settings('h', 'Match exec "touch /tmp/k8sdoctor-was-run; true"\n  User evil').user).toBe('me');
  expect(() => settings('h', 'ProxyCommand nc %h %p')).toThrow('ProxyCommand');
  expect(settings('h', 'ProxyCommand none').jumps).toEqual([]);
});

test('a ProxyJump that is none', () => {
  expect(settings('h', 'ProxyJump none').jumps).toEqual([]);
  expect(() => settings('h', 'ProxyJump a b')).toThrow('ProxyJump');
});
