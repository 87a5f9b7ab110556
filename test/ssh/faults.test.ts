import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostOf, person, printed, withFleet } from './opening.ts';
import { createSshLab, missing, type Sshd, type SshLab } from './sshd.ts';

describe.skipIf(missing.length > 0)('hosts that can not be reached', () => {
  let lab: SshLab;
  let host: Sshd;
  /** Accepts connections and says nothing. */
  let hung: Server;
  let hungPort = 0;
  beforeAll(async () => {
    lab = createSshLab();
    lab.key('.ssh/id_ed25519');
    host = await lab.sshd('host');
    lab.known(host.known);
    hung = createServer();
    await new Promise<void>((resolve) => {
      hung.listen(0, '127.0.0.1', resolve);
    });
    const address = hung.address();
    hungPort = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(() => {
    hung.close();
    lab.close();
  });

  const open = (...hosts: readonly string[]) =>
    withFleet(hosts, person(lab).opening, (fleet) => Promise.resolve(fleet));

  test('nobody listens', async () => {
    await expect(open('127.0.0.1:1')).rejects.toMatchObject({
      message: '127.0.0.1: connection refused (port 1)',
      hint: 'Does sshd run there, on this port? Name another by --ssh HOST:PORT.',
    });
  });

  test('no such host', async () => {
    await expect(open('no-such-host.invalid')).rejects.toMatchObject({
      message: 'no-such-host.invalid: no such host (port 22)',
    });
  });

  test('something else listens', async () => {
    const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => {
      web.listen(0, '127.0.0.1', resolve);
    });
    const address = web.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(open(`127.0.0.1:${port}`)).rejects.toThrow('the connection was closed before SSH began');
    web.close();
  });

  test('no host at all', async () => {
    await expect(open('-oProxyCommand=x')).rejects.toThrow('--ssh -oProxyCommand=x: it is no host');
  });

  test('one that hangs and one that refuses hold no other up, and are told', async () => {
    const { opening } = person(lab);
    const begun = Date.now();
    await withFleet([host.address, host.address, `127.0.0.1:${hungPort}`, '127.0.0.1:1'], opening, async (fleet) => {
      expect(fleet.targets.map(({ node }) => node)).toEqual([host.address]);
      expect(fleet.incomplete.filter(({ what }) => what === 'ssh').map(({ source, why }) => [source, why])).toEqual([
        [`127.0.0.1:${hungPort}`, expect.stringContaining(`no answer (port ${hungPort}). Is the host up`)],
        ['127.0.0.1:1', expect.stringContaining('connection refused')],
      ]);
      expect(await printed(hostOf(fleet), ['echo', 'here'])).toMatchObject({ stdout: 'here\n' });
    });
    expect(Date.now() - begun).toBeLessThan(40_000);
  });

  test('none of several', async () => {
    await expect(open('127.0.0.1:1', '127.0.0.1:2')).rejects.toThrow(
      'no host can be reached: 127.0.0.1: connection refused (port 1); 127.0.0.1: connection refused (port 2)',
    );
  });

  test('the run is interrupted while a host hangs', async () => {
    const signal = AbortSignal.timeout(300);
    const { opening } = person(lab, { signal });
    await expect(withFleet([`127.0.0.1:${hungPort}`], opening, () => Promise.resolve())).rejects.toThrow(
      'due to timeout',
    );
  });

  test('a login shell that prints what nobody asked for', async () => {
    const noisy = await lab.sshd('noisy', { config: `ForceCommand echo welcome; eval "$SSH_ORIGINAL_COMMAND"` });
    lab.known(noisy.known);
    await expect(open(noisy.address)).rejects.toMatchObject({
      message: expect.stringContaining('id -u printed "welcome"'),
      hint: expect.stringContaining('start-up files print nothing'),
    });
  });
});

describe.skipIf(missing.length > 0)('hosts behind others', () => {
  let lab: SshLab;
  let first: Sshd;
  let second: Sshd;
  let inner: Sshd;
  beforeAll(async () => {
    lab = createSshLab();
    lab.key('.ssh/id_ed25519');
    inner = await lab.sshd('inner');
    // Only those in between know the names.
    second = await lab.sshd('second', { hosts: '127.0.0.1 inner.invalid\n' });
    first = await lab.sshd('first', { hosts: '127.0.0.1 second.invalid\n' });
    lab.known(
      `[inner.invalid]:${inner.port} ${inner.publicKey}`,
      `[second.invalid]:${second.port} ${second.publicKey}`,
      first.known,
    );
  });
  afterAll(() => lab.close());

  const config = (extra = '') =>
    lab.config(`Host inner\n HostName inner.invalid\n Port ${inner.port}\n ProxyJump root@second
Host second\n HostName second.invalid\n Port ${second.port}\n ProxyJump ${first.address}\n${extra}`);

  test('a chain of two, each with its own key and known host', async () => {
    config();
    await withFleet(['root@inner'], person(lab).opening, async (fleet) => {
      expect(hostOf(fleet).label).toBe('ssh root@inner');
      expect(await printed(hostOf(fleet), ['sh', '-c', 'echo $SSH_CONNECTION'])).toMatchObject({
        stdout: expect.stringMatching(new RegExp(` ${inner.port}\n$`)),
      });
    });
  });

  test('a chain in one option, and one connection to a host in between for two behind it', async () => {
    lab.config(`Host inner twin\n HostName inner.invalid\n Port ${inner.port}
 ProxyJump ${first.address},second.invalid:${second.port}\n`);
    const before = first.log().split('Accepted publickey').length;
    await withFleet(['inner', 'twin'], person(lab).opening, (fleet) => {
      expect(fleet.targets.map(({ node }) => node)).toEqual(['inner', 'twin']);
      return Promise.resolve();
    });
    expect(first.log().split('Accepted publickey').length - before).toBe(1);
  });

  test('the host behind is not there: it is named, not the one in between', async () => {
    lab.config(`Host nobody\n HostName 127.0.0.1\n Port 1\n ProxyJump ${first.address}\n`);
    await expect(withFleet(['nobody'], person(lab).opening, () => Promise.resolve())).rejects.toThrow(
      'nobody: connection refused (127.0.0.1 port 1)',
    );
  });

  test('the host in between is not there', async () => {
    lab.config(`Host inner\n HostName inner.invalid\n ProxyJump 127.0.0.1:1\n`);
    await expect(withFleet(['inner'], person(lab).opening, () => Promise.resolve())).rejects.toThrow(
      '127.0.0.1: connection refused (port 1)',
    );
  });

  test('in a circle', async () => {
    lab.config('Host a\n ProxyJump b\nHost b\n ProxyJump a\n');
    await expect(withFleet(['a'], person(lab).opening, () => Promise.resolve())).rejects.toThrow('hosts in between');
  });

  test('one in between that forwards nothing', async () => {
    const closed = await lab.sshd('closed', { config: 'AllowTcpForwarding no' });
    lab.known(closed.known);
    lab.config(`Host inner\n HostName inner.invalid\n ProxyJump ${closed.address}\n`);
    await expect(withFleet(['inner'], person(lab).opening, () => Promise.resolve())).rejects.toThrow(
      'forwards nothing',
    );
  });
});
