import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostOf, person, withFleet } from './opening.ts';
import { createSshLab, missing, type Sshd, type SshLab } from './sshd.ts';

describe.skipIf(missing.length > 0)('the key of a host', () => {
  let lab: SshLab;
  let host: Sshd;
  let fingerprint: string;
  beforeEach(async () => {
    lab = createSshLab();
    lab.key('.ssh/id_ed25519');
    host = await lab.sshd('host');
    const shown = execFileSync('ssh-keygen', ['-lf', lab.path('host-host-key.pub')], { encoding: 'utf8' });
    fingerprint = shown.split(' ')[1] ?? '';
  });
  afterEach(() => lab.close());

  const open = (opening: ReturnType<typeof person>['opening'], address = host.address) =>
    withFleet([address], opening, (fleet) => Promise.resolve(hostOf(fleet).label));

  test('unknown, and nobody to ask: refused, with the line that notes it, which then works', async () => {
    const known = join(lab.home, '.ssh/known_hosts');
    const line = `ssh-keyscan -p ${host.port} 127.0.0.1 >>${known}`;
    await expect(open(person(lab).opening)).rejects.toMatchObject({
      message: `[127.0.0.1]:${host.port}: its host key is not known: it shows ssh-ed25519 key ${fingerprint}`,
      hint: `Compare the fingerprint with its administrator's, and let ssh note it: ${line}`,
    });
    expect(host.log()).not.toContain('Accepted');
    execFileSync('sh', ['-c', line], { stdio: 'ignore' });
    expect(await open(person(lab).opening)).toBe('ssh root@127.0.0.1');
  });

  test('unknown: the person is asked, with the fingerprint that ssh-keygen shows', async () => {
    const { opening, asked } = person(lab, { confirm: () => true });
    await open(opening);
    expect(asked).toEqual([
      `The key of [127.0.0.1]:${host.port} is not known: ssh-ed25519 key ${fingerprint}. Trust it for this run?`,
    ]);
    const doubtful = person(lab, { confirm: () => false });
    await expect(open(doubtful.opening)).rejects.toThrow('is not known');
  });

  test('unknown, StrictHostKeyChecking yes: not even asked; no: asked all the same', async () => {
    lab.config('StrictHostKeyChecking yes\n');
    const { opening, asked } = person(lab, { confirm: () => true });
    await expect(open(opening)).rejects.toThrow('is not known');
    expect(asked).toEqual([]);
    lab.config('StrictHostKeyChecking no\n');
    await expect(open(person(lab).opening)).rejects.toThrow('is not known');
  });

  test('changed: refused, whatever a person would say', async () => {
    lab.known(host.known);
    await open(person(lab).opening);
    host.stop();
    rmSync(lab.path('host-host-key'));
    rmSync(lab.path('host-host-key.pub'));
    rmSync(lab.path('host.log'));
    host = await lab.sshd('host', { port: host.port });
    const { opening, asked } = person(lab, { confirm: () => true });
    lab.config('StrictHostKeyChecking no\n');
    await expect(open(opening)).rejects.toMatchObject({
      message: expect.stringContaining('its host key is not the one in known_hosts'),
      hint: expect.stringContaining(`-R '[127.0.0.1]:${host.port}'`),
    });
    expect(asked).toEqual([]);
    expect(host.log()).not.toContain('Accepted');
  });

  test('hashed by ssh-keygen -H', async () => {
    lab.known(host.known, '');
    execFileSync('ssh-keygen', ['-q', '-H', '-f', join(lab.home, '.ssh/known_hosts')], { stdio: 'ignore' });
    await open(person(lab).opening);
  });

  test('revoked', async () => {
    lab.known(host.known, `@revoked * ${host.publicKey}`);
    await expect(open(person(lab, { confirm: () => true }).opening)).rejects.toThrow('is revoked');
  });

  test('one that only an authority vouches for is unknown, and said to be', async () => {
    lab.known(`@cert-authority * ${host.publicKey}`);
    await expect(open(person(lab).opening)).rejects.toThrow('@cert-authority');
  });

  test('of several keys the host is asked for the one that is known', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', lab.path('rsa-key')]);
    const many = await lab.sshd('many', { config: `HostKey ${lab.path('rsa-key')}` });
    lab.known('');
    const rsa = execFileSync('cut', ['-d', ' ', '-f', '1,2', lab.path('rsa-key.pub')], { encoding: 'utf8' });
    appendFileSync(join(lab.home, '.ssh/known_hosts'), `[127.0.0.1]:${many.port} ${rsa}`);
    await open(person(lab).opening, many.address);
  });
});
