import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../lab/processes.ts';
import { hostOf, person, printed, withFleet } from './opening.ts';
import { createSshLab, missing, PASSWORD, type Sshd, type SshLab } from './sshd.ts';

test.runIf(process.env['K8SDOCTOR_REQUIRE_ALL'] === '1')('nothing that these tests need is missing', () => {
  expect(missing).toEqual([]);
});

const labelOf = (address: string, opening: ReturnType<typeof person>['opening']) =>
  withFleet([address], opening, async (fleet) => {
    expect(await printed(hostOf(fleet), ['id', '-u'])).toMatchObject({ exitCode: 0, stdout: '0\n' });
    return hostOf(fleet).label;
  });

describe.skipIf(missing.length > 0)('logging in', () => {
  let lab: SshLab;
  /** Keys only. */
  let host: Sshd;
  beforeEach(async () => {
    lab = createSshLab();
    host = await lab.sshd('host');
    lab.known(host.known);
  });
  afterEach(() => lab.close());

  test('with a key of ~/.ssh, as root; arguments arrive as they are', async () => {
    lab.key('.ssh/id_ed25519');
    const { opening, asked } = person(lab);
    await withFleet([host.address], opening, async (fleet) => {
      const transport = hostOf(fleet);
      expect(transport.label).toBe('ssh root@127.0.0.1');
      expect(await printed(transport, ['printf', '[%s]', '$HOME; `id`', "it's", '', '\\ "x"', 'a\nb'])).toEqual({
        exitCode: 0,
        stderr: '',
        stdout: '[$HOME; `id`][it\'s][][\\ "x"][a\nb]',
      });
    });
    expect(asked).toEqual([]);
  });

  test('with a key that ssh_config names, under the name that it gives the host', async () => {
    const key = lab.key('lab-key');
    lab.config(`Host worker-1\n HostName 127.0.0.1\n Port ${host.port}\n User root\n IdentityFile ${key}\n`);
    expect(await labelOf('worker-1', person(lab).opening)).toBe('ssh root@worker-1');
  });

  test('with an encrypted key: its passphrase is asked for only if the host wants it, and once for two hosts', async () => {
    const other = await lab.sshd('other');
    lab.known(host.known, other.known);
    const wanted = lab.key('wanted', { passphrase: 'open sesame' });
    const unwanted = lab.key('unwanted', { passphrase: 'x', isAllowed: false });
    lab.config(`IdentityFile ${unwanted}\nIdentityFile ${wanted}\n`);
    const answers = ['wrong', 'open sesame'];
    const { opening, asked } = person(lab, { secret: () => answers.shift() ?? null });
    await withFleet([host.address, other.address], opening, async (fleet) => {
      expect(fleet.targets.map(({ node }) => node)).toEqual([host.address, other.address]);
    });
    expect(asked).toEqual([`Passphrase of ${wanted}: `, `Passphrase of ${wanted}: `]);
  });

  test('with a key that only the agent has', async () => {
    const key = lab.key('agent-key', { passphrase: '' });
    const socket = lab.path('agent.sock');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      await until('the agent listens', () => existsSync(socket), 5000);
      execFileSync('ssh-add', ['-q', key], { env: { SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
      execFileSync('rm', [key, `${key}.pub`]);
      const { opening } = person(lab, { env: { SSH_AUTH_SOCK: socket } });
      expect(await labelOf(host.address, opening)).toBe('ssh root@127.0.0.1');
      lab.config('IdentitiesOnly yes\n');
      await expect(labelOf(host.address, opening)).rejects.toThrow('the login was refused: there was nothing to try');
    } finally {
      agent.kill();
    }
  });

  test('an agent that is gone does not matter', async () => {
    lab.key('.ssh/id_ed25519');
    const { opening, asked } = person(lab, { env: { SSH_AUTH_SOCK: lab.path('gone') } });
    await labelOf(host.address, opening);
    expect(asked).toEqual([`the SSH agent at ${lab.path('gone')} does not answer`]);
  });

  test('no key that the host knows: says what was tried, and what it takes', async () => {
    const key = lab.key('.ssh/id_ed25519', { isAllowed: false });
    await expect(labelOf(host.address, person(lab).opening)).rejects.toMatchObject({
      message: `root@[127.0.0.1]:${host.port}: the login was refused: tried ${key}; it takes publickey`,
      hint: expect.stringContaining('IdentityFile'),
    });
  });
});

describe.skipIf(missing.length > 0)('what is typed', () => {
  let lab: SshLab;
  let byPassword: Sshd;
  let byPam: Sshd;
  let byBoth: Sshd;
  beforeAll(async () => {
    lab = createSshLab();
    [byPassword, byPam, byBoth] = await Promise.all([
      lab.sshd('password', { config: 'PasswordAuthentication yes' }),
      lab.sshd('pam', { config: 'UsePAM yes\nKbdInteractiveAuthentication yes' }),
      lab.sshd('both', { config: 'PasswordAuthentication yes\nAuthenticationMethods publickey,password' }),
    ]);
    lab.known(byPassword.known, byPam.known, byBoth.known);
  });
  afterAll(() => lab.close());

  const askedBy = async (address: string, secret: (prompt: string) => string | null) => {
    const { opening, asked } = person(lab, { secret });
    return await withFleet([address], opening, (fleet) => Promise.resolve({ label: hostOf(fleet).label, asked }));
  };

  test('a password; what needs root goes by sudo', async () => {
    const answers = ['wrong', PASSWORD];
    expect(await askedBy(`alice@${byPassword.address}`, () => answers.shift() ?? null)).toEqual({
      label: 'ssh alice@127.0.0.1 (sudo)',
      asked: Array(2).fill(`Password of alice@[127.0.0.1]:${byPassword.port}: `),
    });
  });

  test('what PAM asks (keyboard-interactive)', async () => {
    expect(await askedBy(`alice@${byPam.address}`, () => PASSWORD)).toMatchObject({
      label: 'ssh alice@127.0.0.1 (sudo)',
      asked: [expect.stringContaining('Password:')],
    });
  });

  test('a key, and then a password', async () => {
    lab.config(`Host *\n IdentityFile ${lab.key('both-key')}\n`);
    expect(await askedBy(`alice@${byBoth.address}`, () => PASSWORD)).toMatchObject({
      label: 'ssh alice@127.0.0.1 (sudo)',
      asked: [`Password of alice@[127.0.0.1]:${byBoth.port}: `],
    });
    lab.config('');
  });

  test('three wrong ones', async () => {
    await expect(askedBy(`alice@${byPassword.address}`, () => 'wrong')).rejects.toThrow(/refused: tried .*password/);
  });

  test('nobody at the terminal: a password is not waited for', async () => {
    await expect(askedBy(`alice@${byPam.address}`, () => null)).rejects.toMatchObject({
      message: expect.stringContaining('it takes publickey, keyboard-interactive'),
      hint: expect.stringContaining('run this in a terminal'),
    });
  });

  test('sudo that wants a password is told; what needs no root still runs', async () => {
    const { opening } = person(lab, { secret: () => PASSWORD });
    await withFleet([`bob@${byPassword.address}`], opening, async (fleet) => {
      expect(fleet.incomplete).toContainEqual({
        source: '127.0.0.1',
        what: 'what only root can do',
        why: 'sudo wants a password. Allow it without one (NOPASSWD in sudoers), or name a user who may: --ssh root@127.0.0.1',
      });
      expect(await printed(hostOf(fleet), ['id', '-un'])).toMatchObject({ stdout: 'bob\n' });
    });
  });

  test('sudo that is refused', async () => {
    const { opening } = person(lab, { secret: () => PASSWORD });
    await withFleet([`carol@${byPassword.address}`], opening, async ({ incomplete }) => {
      expect(incomplete[0]?.why).toMatch(/^sudo /);
    });
  });
});
