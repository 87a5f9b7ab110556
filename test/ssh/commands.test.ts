import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../lab/processes.ts';
import { hostOf, never, person, printed, reach, type Reached } from './opening.ts';
import { createSshLab, killNewest, missing, PASSWORD, processesWith, type Sshd, type SshLab } from './sshd.ts';

const MIB = 1 << 20;

describe.skipIf(missing.length > 0)('commands of a host', () => {
  let lab: SshLab;
  let host: Sshd;
  let fleet: Reached;
  beforeAll(async () => {
    lab = createSshLab();
    lab.key('.ssh/id_ed25519');
    host = await lab.sshd('host', { config: 'MaxSessions 3\nPasswordAuthentication yes' });
    lab.known(host.known);
    fleet = await reach([host.address], person(lab).opening);
  });
  afterAll(async () => {
    await fleet.close();
    lab.close();
  });

  test('what is printed, the exit code and the complaint', async () => {
    const transport = hostOf(fleet);
    expect(await printed(transport, ['sh', '-c', 'echo told; echo complaint >&2; exit 3'])).toEqual({
      exitCode: 3,
      stderr: 'complaint\n',
      stdout: 'told\n',
    });
    expect(await printed(transport, ['k8sdoctor-has-no-such-command'])).toMatchObject({ exitCode: 127, stdout: '' });
    expect(await printed(transport, ['cat'])).toMatchObject({ exitCode: 0, stdout: '' });
    const much = await printed(transport, ['sh', '-c', 'yes complaint | head -c 100000 >&2']);
    expect(much.stderr.length).toBe(8192);
  });

  test('more at once than the host has sessions for', async () => {
    const all = Array.from({ length: 20 }, (_, i) => printed(hostOf(fleet), ['echo', String(i)]));
    expect((await Promise.all(all)).map(({ stdout }) => Number(stdout))).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    );
  });

  test('300 MiB come through whole, in flat memory, and wait for who reads them', async () => {
    let bytes = 0;
    let isHeld = true;
    let beforeHeld = 0;
    const before = process.memoryUsage().rss;
    let most = before;
    const sink = new WritableStream<Uint8Array>({
      async write(chunk) {
        bytes += chunk.length;
        most = Math.max(most, process.memoryUsage().rss);
        if (!isHeld) return;
        isHeld = false;
        await sleep(1500);
        beforeHeld = bytes;
      },
    });
    const argv = ['head', '-c', String(300 * MIB), '/dev/zero'];
    const { exitCode } = await hostOf(fleet).run(argv, sink, { signal: never, maxBytes: 301 * MIB });
    expect(exitCode).toBe(0);
    expect(bytes).toBe(300 * MIB);
    expect(beforeHeld).toBeLessThan(MIB);
    expect(most - before).toBeLessThan(120 * MIB);
  });

  test('one that prints more than it may is ended', async () => {
    const sink = new WritableStream<Uint8Array>();
    const running = hostOf(fleet).run(['yes', 'too-much-of-it'], sink, { signal: never, maxBytes: 5 * MIB });
    await expect(running).rejects.toThrow('it printed more than 5242880 bytes');
    expect(await processesWith('too-much-of-it')).toEqual([]);
  });

  test('a sink that fails ends it, and is the reason', async () => {
    const sink = new WritableStream<Uint8Array>({ write: () => Promise.reject(new Error('no space left')) });
    const running = hostOf(fleet).run(['yes', 'to-a-full-disk'], sink, { signal: never, maxBytes: 2 ** 40 });
    await expect(running).rejects.toThrow('no space left');
    expect(await processesWith('to-a-full-disk')).toEqual([]);
  });

  test('an abort ends it with all that it started; what was printed until then is there', async () => {
    const controller = new AbortController();
    let text = '';
    const sink = new WritableStream<Uint8Array>({
      write(chunk) {
        text += new TextDecoder().decode(chunk);
        if (text.includes('begun')) controller.abort(new Error('enough'));
      },
    });
    const argv = ['sh', '-c', 'trap "echo last words; exit" TERM; sleep 987.6 & echo begun; wait'];
    const running = hostOf(fleet).run(argv, sink, { signal: controller.signal, maxBytes: MIB });
    await expect(running).rejects.toThrow('enough');
    expect(text).toBe('begun\nlast words\n');
    expect(await processesWith('987.6')).toEqual([]);
  });

  test('one that will not end is killed', async () => {
    const controller = new AbortController();
    const sink = new WritableStream<Uint8Array>({ write: () => controller.abort(new Error('enough')) });
    const argv = ['sh', '-c', 'trap "" TERM; echo begun; while :; do sleep 0.9876; done'];
    await expect(hostOf(fleet).run(argv, sink, { signal: controller.signal, maxBytes: MIB })).rejects.toThrow('enough');
    expect(await processesWith('0.9876')).toEqual([]);
  });

  test('an abort while its reader is stuck', async () => {
    const signal = AbortSignal.timeout(1000);
    const sink = new WritableStream<Uint8Array>({ write: () => new Promise<void>(() => undefined) });
    const running = hostOf(fleet).run(['yes', 'to-nobody'], sink, { signal, maxBytes: 2 ** 40 });
    await expect(Promise.race([running, sleep(20_000)])).rejects.toThrow('due to timeout');
    expect(await processesWith('to-nobody')).toEqual([]);
  });

  test('tcpdump, aborted: the packets are there, and it no longer runs', async () => {
    const controller = new AbortController();
    let bytes = 0;
    const sink = new WritableStream<Uint8Array>({ write: (chunk) => void (bytes += chunk.length) });
    const filter = `udp port ${host.port}`;
    const argv = ['tcpdump', '-U', '-n', '-Z', 'root', '-i', 'lo', '-w', '-', filter];
    const running = hostOf(fleet).run(argv, sink, { signal: controller.signal, maxBytes: MIB });
    running.catch(() => undefined);
    await expect.poll(() => bytes, { timeout: 10_000 }).toBe(24);
    for (let i = 0; i < 5; i++)
      await run(['sh', '-c', `echo hello >/dev/udp/127.0.0.1/${host.port} || true`].with(0, 'bash'));
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await processesWith(filter)).toEqual([]);
  });

  test('by sudo too', async () => {
    const { opening } = person(lab, {
      secret: () => PASSWORD,
      env: { HOME: lab.path('nowhere') },
      confirm: () => true,
    });
    const raised = await reach([`alice@${host.address}`], opening);
    const controller = new AbortController();
    const sink = new WritableStream<Uint8Array>({ write: () => controller.abort(new Error('enough')) });
    const argv = ['sh', '-c', 'id -u; sleep 876.5'];
    await expect(hostOf(raised).run(argv, sink, { signal: controller.signal, maxBytes: MIB })).rejects.toThrow(
      'enough',
    );
    expect(await processesWith('876.5')).toEqual([]);
    await raised.close();
  });

  test('a connection that is cut in the middle: what came is kept, and nothing runs on', async () => {
    const other = await reach([host.address], person(lab).opening);
    let text = '';
    let reason: unknown = null;
    const sink = new WritableStream<Uint8Array>({
      write: (chunk) => void (text += new TextDecoder().decode(chunk)),
      abort: (error) => void (reason = error),
    });
    const argv = ['sh', '-c', 'echo $PPID; sleep 765.4'];
    const running = hostOf(other).run(argv, sink, { signal: never, maxBytes: MIB });
    running.catch(() => undefined);
    await expect.poll(() => text, { timeout: 10_000 }).toMatch(/^\d+\n$/);
    await killNewest(host);
    await expect(running).rejects.toThrow('the connection to 127.0.0.1 was lost');
    expect(String(reason)).toContain('was lost');
    await expect.poll(() => processesWith('765.4'), { timeout: 10_000 }).toEqual([]);
    await expect(printed(hostOf(other), ['true'])).rejects.toThrow('was lost');
    await other.close();
    await other.close();
  });

  test('whoever leaves takes everything along', async () => {
    const other = await reach([host.address], person(lab).opening);
    const running = hostOf(other).run(['sleep', '654.3'], new WritableStream(), { signal: never, maxBytes: MIB });
    running.catch(() => undefined);
    await expect.poll(() => processesWith('sleep 654.3'), { timeout: 10_000 }).not.toEqual([]);
    await other.close();
    await expect(running).rejects.toThrow();
    await expect.poll(() => processesWith('654.3'), { timeout: 10_000 }).toEqual([]);
  });
});
