import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { actingTests } from './acting.ts';
import { type Cluster, apply, recover, startCluster } from './cluster.ts';
import { busyTests } from './busy.ts';
import { credentialTests } from './credentials.ts';
import { faultTests } from './faults.ts';
import { installationTests } from './installations.ts';
import { interruptTests } from './interrupts.ts';
import { liveTests } from './live.ts';
import {
  CALICO,
  CILIUM,
  DEFINITIONS,
  METALLB,
  RESOURCES,
  SHELL_LESS,
  rbac,
  startRouters,
  untilEstablished,
} from './parts.ts';
import { isRequired, missing } from './requirements.ts';
import { transportTests } from './transport.ts';

const PODS = [CALICO, CILIUM, METALLB, SHELL_LESS];

const isSkipped = missing.length > 0;
if (isSkipped && !isRequired) console.warn(`cluster: skipped, for want of ${missing.join(', ')}`);

test.runIf(isRequired)('nothing that the cluster needs is missing', () => {
  expect(missing).toEqual([]);
});

describe.skipIf(isSkipped)('a real cluster', () => {
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    cluster = await startCluster(3);
    await startRouters(cluster);
    await apply(cluster, ...DEFINITIONS, ...rbac());
    await apply(cluster, ...RESOURCES, ...PODS);
    await untilEstablished(cluster);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail' || cluster === undefined) return;
    await recover(cluster, PODS);
    await untilEstablished(cluster);
  });
  afterAll(() => cluster?.close());

  function started(): Cluster {
    if (cluster === undefined) throw new Error('no cluster');
    return cluster;
  }
  transportTests(started);
  liveTests(started);
  actingTests(started);
  credentialTests(started);
  busyTests(started);
  installationTests(started);
  faultTests(started);
  interruptTests(started); // the last: see nothingRuns
});
