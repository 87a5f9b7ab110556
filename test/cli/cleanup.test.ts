import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { ownerName } from '../../src/transports/kube/debug-pod.ts';
import { fakeIo } from './fake-io.ts';

test('an interrupted cleanup does not say by its exit code that nothing is left', async () => {
  const io = fakeIo();
  const pods = ['k8sdoctor-1', 'k8sdoctor-2'].map((name) => ({
    metadata: { name, namespace: 'kube-system', annotations: { 'k8sdoctor/owner': ownerName() } },
    spec: { nodeName: 'worker-1', containers: [] },
  }));
  const server = createServer(({ method, url = '' }, response) => {
    if (method === 'DELETE') io.interrupt('SIGINT');
    const isGone = url.includes('/pods/') && method === 'GET';
    const items = url.includes('managed-by') ? pods : [];
    response.writeHead(isGone ? 404 : 200).end(JSON.stringify({ kind: 'PodList', metadata: {}, items }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-cleanup-'));
  const kubeconfig = join(folder, 'config');
  const cluster = { server: `http://127.0.0.1:${Object(address).port}`, 'insecure-skip-tls-verify': true };
  const config = {
    clusters: [{ name: 'c', cluster }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user: {} }],
    'current-context': 'c',
  };
  try {
    writeFileSync(kubeconfig, JSON.stringify(config));
    expect([await main(['cleanup', '--kubeconfig', kubeconfig], io), io.err()]).toEqual([130, '']);
    expect(io.out()).toBe(`pod kube-system/k8sdoctor-1 on worker-1, of ${ownerName()}: removed\n`);
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});
