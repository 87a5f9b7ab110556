/** Both ends of a session, two hosts by ssh: captured by two clocks, told as one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { createLab, type Lab } from '../lab/namespaces.ts';
import { startNode, startRouter } from '../lab/pairing.ts';
import { until } from '../lab/processes.ts';
import { missing as missingInLab } from '../lab/programs.ts';
import { direct, hold, type Pair, release, type Site } from '../lab/topology.ts';
import { createSshLab, missing, type Sshd, type SshLab } from './sshd.ts';

const K8SDOCTOR = fileURLToPath(new URL('../../bin/k8sdoctor.js', import.meta.url));
/** Of the router's clock, in seconds. */
const AHEAD = 7;

describe.skipIf(missing.length + missingInLab.length > 0)('both ends by ssh', () => {
  let lab: Lab;
  let ssh: SshLab;
  let pair: Pair;
  let hosts: readonly Sshd[];
  beforeEach(async () => {
    lab = createLab();
    ssh = createSshLab();
    ssh.key('.ssh/id_ed25519');
    pair = await direct(lab);
    const start = (name: string, { ns, address }: Site, clockAhead: number): Promise<Sshd> =>
      ssh.sshd(name, { address, port: 2222, within: ['ip', 'netns', 'exec', ns.name], clockAhead });
    hosts = await Promise.all([start('node', pair.node, 0), start('router', pair.router, AHEAD)]);
    ssh.known(...hosts.map(({ known }) => known));
  });
  afterEach(() => {
    ssh.close();
    lab.close();
  });

  /** Everything that came up is seen to come up. */
  async function diagnose(...more: readonly string[]): Promise<{ readonly out: string; readonly err: string }> {
    const argv = ['bgp', ...hosts.flatMap(({ address }) => ['--ssh', `root@${address}`]), '--duration', '25s', ...more];
    const within = ['netns', 'exec', pair.router.ns.name, process.execPath, K8SDOCTOR];
    const env = { ...process.env, HOME: ssh.home, SSH_AUTH_SOCK: '' };
    const child = spawn('ip', [...within, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (words: string) => (err += words));
    const ended = Promise.all([once(child, 'close'), text(child.stdout)]);
    await until('both are captured', () => err.split('capturing for').length > 2, 30_000);
    await release(pair.node);
    const [, out] = await ended;
    return { out, err };
  }

  test('one session, its messages in the order of time, and the difference of the clocks', async () => {
    await hold(pair.node);
    await startRouter('gobgp', pair, { neighbor: { passive: true } });
    await startNode('gobgp', pair);
    const { out } = await diagnose('--format', 'json');
    const report: Report = JSON.parse(out);
    expect(report.sessions.map(({ state }) => state)).toEqual(['established']);
    const [session] = report.sessions;
    const { clock, sources } = session?.bothEnds ?? {};
    const isNodeLocal = session?.local.address === pair.node.address;
    expect(sources?.[isNodeLocal ? 'local' : 'remote']).toContain('192.168.10.11');
    // One machine has one clock; that of the router's tcpdump is ahead.
    const ahead = isNodeLocal ? AHEAD : -AHEAD;
    expect(Math.abs((clock?.difference ?? NaN) - ahead)).toBeLessThan((clock?.uncertainty ?? 0) + 0.001);
    const times = (session?.ladder ?? []).map(({ time }) => Date.parse(time));
    expect(times.length).toBeGreaterThan(6);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(60_000);
    expect(report.findings.filter(({ id }) => id === 'bgp/lost-on-the-way')).toEqual([]);
  });

  test('a wrong AS number is one finding, and the text names whose clock the times are by', async () => {
    await hold(pair.node);
    await startRouter('gobgp', pair, { neighbor: { passive: true, as: 64_999 } });
    await startNode('gobgp', pair);
    const { out } = await diagnose();
    expect(out.match(/✗ error: bgp\/bad-peer-as/g)).toHaveLength(1);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/Captured at both ends: .* whose clock is 7\.0\d* s ahead/);
  });
});
