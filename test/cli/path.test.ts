import { describe, expect, test } from 'vitest';
import { run } from './fake-io.ts';
import { judgeBy } from '../schemas.ts';

const validate = judgeBy('path-v1');
const ONE = `# node: worker-1
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11
10.244.1.5 dev cali1a2b3c4d5e6 scope link
10.244.2.0/26 proto bird
\tnexthop via 192.168.10.12 dev eth0 weight 1
\tnexthop via 192.168.10.1 dev eth0 weight 1
default via 192.168.10.1 dev eth0
`;
const TWO = `# node: worker-2
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.12
blackhole 10.244.2.0/26 proto bird
10.244.2.7 dev cali0123456789a scope link
`;
const SERVICE = `$ kubectl get services,endpointslices -A -o yaml
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: {name: web, namespace: shop}
  spec: {clusterIP: 10.96.0.9}
- apiVersion: discovery.k8s.io/v1
  kind: EndpointSlice
  metadata: {name: web-x1, namespace: shop, labels: {kubernetes.io/service-name: web}}
  endpoints:
  - {addresses: [10.244.2.7], conditions: {ready: true}}
  - {addresses: [10.244.2.8], conditions: {ready: false}}
- apiVersion: v1
  kind: Service
  metadata: {name: idle, namespace: shop}
  spec: {clusterIP: 10.96.0.8}
`;

const ask = (text: string, ...argv: readonly string[]) =>
  run(['routes', '-', ...argv], { stdin: new TextEncoder().encode(text) });

async function paths(text: string, to: string, from = 'worker-1') {
  const { code, out, err } = await ask(text, '--to', to, '--from', from, '--format', 'json');
  expect(err).toBe('');
  const report: { readonly paths: readonly { readonly destination: string; readonly source: string }[] } =
    JSON.parse(out);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return { code, paths: report.paths };
}

describe('routes --to --from', () => {
  test('each next hop of a route has its path: one arrives, of the other nothing is known', async () => {
    expect(await paths(ONE + TWO, '10.244.2.7')).toMatchObject({
      code: 3,
      paths: [
        {
          end: { outcome: 'delivered', node: 'worker-2' },
          hops: [{ node: 'worker-1' }, { node: 'worker-2', in: 'eth0' }],
        },
        { end: { outcome: 'left', node: 'worker-1' } },
      ],
    });
    const text = await ask(ONE + TWO, '--to', '10.244.2.7', '--from', 'worker-1');
    expect(text.out).toContain('✓ It reaches 10.244.2.7 on worker-2: 10.244.2.7 is behind cali0123456789a');
    expect(text.out).toContain('? It leaves worker-1, and is followed no further: 192.168.10.1 is next');
  });

  test('from a pod, to a node by its name', async () => {
    const found = await paths(ONE + TWO, 'worker-2', '10.244.1.5');
    expect(found).toMatchObject({
      code: 0,
      paths: [{ source: '10.244.1.5', destination: '192.168.10.12', hops: [{ in: 'cali1a2b3c4d5e6' }, {}] }],
    });
  });

  test('a pod that is gone ends at the blackhole of its block', async () => {
    const { paths: all } = await paths(ONE + TWO, '10.244.2.9');
    expect(all).toMatchObject([
      { end: { outcome: 'dropped', node: 'worker-2', why: expect.stringContaining('blackhole') } },
      {},
    ]);
  });

  test('a service is its endpoints that are ready', async () => {
    for (const to of ['10.96.0.9', 'shop/web']) {
      // oxlint-disable-next-line no-await-in-loop -- two
      const { paths: all } = await paths(ONE + TWO + SERVICE, to);
      expect(new Set(all.map(({ destination }) => destination))).toEqual(new Set(['10.244.2.7']));
    }
  });

  test.each([
    [['--to', '10.96.0.8', '--from', 'worker-1'], 'is the service shop/idle, whose endpoints were not given'],
    [['--to', '10.244.2.7', '--from', 'worker-9'], 'nothing is known of a node worker-9'],
    [['--to', 'nobody', '--from', 'worker-1'], 'nobody is no address'],
    [['--to', '10.244.2.7'], 'a packet has two ends'],
    [['--to', '10.244.2.7', '--from', 'worker-1', '--format', 'html'], '--to has no format html'],
    [['--to', '10.244.2.7', '--from', 'worker-1', '--redact'], '--to takes no --redact'],
  ])('%j: %s', async (argv, words) => {
    const { code, err } = await ask(ONE + TWO + SERVICE, ...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});
