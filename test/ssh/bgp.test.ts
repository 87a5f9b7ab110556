/** As a user has it: the command line, a real sshd, a real speaker and tcpdump, each in its own network namespace. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { createLab, type Lab } from '../lab/namespaces.ts';
import { startNode, startRouter } from '../lab/pairing.ts';
import { run, sleep, until } from '../lab/processes.ts';
import { missing as missingInLab } from '../lab/programs.ts';
import { direct, hold, type Pair, release } from '../lab/topology.ts';
import { createSshLab, killNewest, missing, type Sshd, type SshLab } from './sshd.ts';

const K8SDOCTOR = fileURLToPath(new URL('../../bin/k8sdoctor.js', import.meta.url));

interface Told {
  readonly exitCode: number | null;
  readonly report: Report;
}

interface Started {
  readonly child: ChildProcess;
  readonly told: Promise<Told>;
  /** On standard error, until now. */
  readonly said: () => string;
}

describe.skipIf(missing.length + missingInLab.length > 0)('bgp --ssh', () => {
  let lab: Lab;
  let ssh: SshLab;
  let pair: Pair;
  let host: Sshd;
  beforeEach(async () => {
    lab = createLab();
    ssh = createSshLab();
    ssh.key('.ssh/id_ed25519');
    pair = await direct(lab);
    const { ns, address } = pair.node;
    host = await ssh.sshd('node', { address, port: 2222, within: ['ip', 'netns', 'exec', ns.name] });
    ssh.known(host.known);
  });
  afterEach(() => {
    ssh.close();
    lab.close();
  });

  /** Run by somebody who sits at the router. */
  function start(...argv: readonly string[]): Started {
    const within = ['netns', 'exec', pair.router.ns.name, process.execPath, K8SDOCTOR];
    const child = spawn('ip', [...within, ...argv, '--ssh', `root@${host.address}`, '--format', 'json'], {
      env: { ...process.env, HOME: ssh.home, SSH_AUTH_SOCK: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (words: string) => (said += words));
    const told = Promise.all([once(child, 'close'), text(child.stdout)]).then(([[exitCode], printed]): Told => {
      if (printed === '') throw new Error(`k8sdoctor: exit code ${exitCode}, no report: ${said}`);
      return { exitCode, report: JSON.parse(printed) };
    });
    return { child, told, said: () => said };
  }

  /** Processes of tcpdump on the node. */
  async function captures(): Promise<string[]> {
    const pids = (await run(['ip', 'netns', 'pids', pair.node.ns.name])).split('\n').filter((pid) => pid !== '');
    const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')));
    return names.filter((name) => name === 'tcpdump\n');
  }

  /** A diagnosis that has seen a session come up, and goes on watching it. */
  async function watching(): Promise<Started> {
    await hold(pair.node);
    await startRouter('gobgp', pair, { neighbor: { passive: true } });
    await startNode('gobgp', pair);
    const started = start('bgp', '--duration', '60s');
    await until('it captures', () => started.said().includes('capturing for'), 30_000);
    await until('tcpdump runs', async () => (await captures()).length > 0, 20_000);
    await sleep(1000);
    await release(pair.node);
    await until(
      'the session is up',
      async () => (await pair.node.ns.run('gobgp', 'neighbor')).includes('Establ'),
      30_000,
    );
    await sleep(3000); // tcpdump gets its packets after up to a second
    return started;
  }

  test('a wrong AS number: captured, found, and nothing left behind', async () => {
    await startRouter('gobgp', pair, { neighbor: { as: 64_999 } });
    await startNode('gobgp', pair);
    const { told, said } = start('bgp', '--duration', '60s');
    const { exitCode, report } = await told;
    expect(said()).toContain('every session has shown itself');
    expect(report.findings.map(({ id }) => id)).toContain('bgp/bad-peer-as');
    expect(exitCode).toBe(1);
    await expect.poll(captures, { timeout: 10_000 }).toEqual([]);
  });

  test('what it is told to do it does there: a probe from the host, and a restart by its speaker', async () => {
    await startRouter('gobgp', pair, { neighbor: { as: 64_999 } });
    await startNode('gobgp', pair);
    const { told, said } = start('bgp', '--probe', '--reset', '--yes', '--duration', '60s');
    const { exitCode, report } = await told;
    expect(said()).toMatch(/: probe of 192\.168\.10\.1: port 179 takes the connection; packets of 1500 octets pass/);
    expect(said()).toContain('restarted the session with 192.168.10.1');
    expect(report.findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)).toEqual([
      'bgp/bad-peer-as',
    ]);
    expect([exitCode, report.incomplete]).toEqual([1, []]);
  });

  test('the connection is lost while it captures: what came until then is diagnosed, and the loss told', async () => {
    const { told } = await watching();
    await killNewest(host);
    const { report } = await told; // which may well speak of the firewall that held the session up at first
    expect(report.sessions.map(({ state }) => state)).toEqual(['established']);
    expect(report.incomplete.map(({ why }) => why).join()).toContain(`the connection to ${pair.node.address} was lost`);
    await expect.poll(captures, { timeout: 10_000 }).toEqual([]);
  });

  test('^C: the report covers what was captured, and nothing is left behind', async () => {
    const { child, told } = await watching();
    child.kill('SIGINT');
    const { exitCode, report } = await told;
    expect(exitCode).toBe(130);
    expect(report.sources.map(({ kind }) => kind)).toContain('pcap');
    await expect.poll(captures, { timeout: 10_000 }).toEqual([]);
  });

  test('kill -9: nothing is left behind either', async () => {
    const { child, told } = await watching();
    told.catch(() => undefined);
    child.kill('SIGKILL');
    await expect.poll(captures, { timeout: 10_000 }).toEqual([]);
  });
});
