/** What tests of runs look at. */
import type { ChildProcess } from 'node:child_process';
import { expect } from 'vitest';
import type { Report } from '../../src/index.ts';
import { until } from '../lab/processes.ts';
import { type Cluster, podsOfOurs } from './cluster.ts';

export const FOUND: readonly string[] = [
  'bgp/bad-peer-as 10.199.0.13-10.199.0.1',
  'bgp/mp-bgp-unsupported 10.199.0.12-10.199.0.2',
];
/** A pod of ours is asked for where there is no pod of a CNI: in a namespace of its own. */
export const BY_POD: readonly string[] = ['-n', 'debugging', '--node', 'node1', '--image', 'localhost/tools:1'];
const CAPTURE = /^tcpdump /;
/** Captures, what ties a command to us, and debug pods. */
const OURS = /tcpdump(?!.*<defunct>)|k8sdoctor \d+ |sleep 3600/;
/** What nobody waited for. */
const ZOMBIES = /<defunct>/;
export const JSON_FORMAT: readonly string[] = ['--format', 'json'];

export const errorsOf = ({ findings }: Report): readonly string[] =>
  findings
    .filter(({ severity }) => severity === 'error')
    .map(({ id, subject }) => `${id} ${subject.id}`)
    .toSorted();
export const statesOf = ({ sessions }: Report): Readonly<Record<string, string>> =>
  Object.fromEntries(sessions.map(({ id, state }) => [id, state]));
export const whyOf = ({ incomplete }: Report): string =>
  incomplete.map(({ source, why }) => `${source}: ${why}`).join('\n');

/** Until it captures on so many nodes: it has said so of all of them, and of one that command runs. */
export async function capturing({ processes }: Cluster, child: ChildProcess, nodes: number): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const isSaid = (): boolean => said.split(': capturing').length > nodes;
  const runs = async (): Promise<boolean> => (await processes()).some((line) => CAPTURE.test(line));
  await until('it captures', async () => child.exitCode !== null || (isSaid() && (await runs())), 60_000);
  expect(said).toContain(': capturing');
}

/** Of each cluster, those of earlier tests: they stay as long as their pod, and one test's shall not fail the next. */
const known = new WeakMap<Cluster, number>();

/** What runs in pods and was not there before us, pods of ours, and zombies. */
export async function nothingIsLeft(cluster: Cluster): Promise<void> {
  await nothingRuns(cluster);
  const before = known.get(cluster) ?? 0;
  let zombies: readonly string[] = [];
  const fewEnough = async (): Promise<boolean> => {
    zombies = (await cluster.processes()).filter((line) => ZOMBIES.test(line));
    return zombies.length <= before;
  };
  // Whoever starts a process needs a moment to collect it.
  await until('zombies are gone', fewEnough, 10_000).catch(() => undefined);
  known.set(cluster, zombies.length);
  if (zombies.length > before) expect(zombies).toHaveLength(before);
}

export async function nothingRuns(cluster: Cluster): Promise<void> {
  const left = async (): Promise<readonly string[]> => (await cluster.processes()).filter((line) => OURS.test(line));
  await until('commands are gone', async () => (await left()).length === 0, 30_000).catch(() => undefined);
  expect(await left()).toEqual([]);
  expect(await podsOfOurs(cluster)).toEqual([]);
}
