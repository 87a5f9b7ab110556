/** Bundles of other tools: what their names mean, and what nobody of good will puts into one. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer, text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { pack } from 'tar-stream';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ArchiveFile } from '../../src/bundles/archive-file.ts';
import { withNested } from '../../src/bundles/nested.ts';
import { openBundle } from '../../src/bundles/read-bundle.ts';
import { readZip } from '../../src/bundles/zip.ts';
import { DAEMON_COLLECTORS } from '../../src/collectors/daemons.ts';
import { kernelCollectors } from '../../src/collectors/kernel.ts';
import { captureFilter } from '../../src/collectors/tcpdump.ts';
import { SourceError } from '../../src/sources/source-error.ts';
import { run } from '../cli/fake-io.ts';
import { zip, type ZipItem } from './zip-writer.ts';
import { runs } from '../arbitraries/runs.ts';

const root = mkdtempSync(join(tmpdir(), 'k8sdoctor-foreign-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
function write(bytes: Uint8Array): string {
  count += 1;
  const path = join(root, `archive-${count}`); // what it is, its octets tell
  writeFileSync(path, bytes);
  return path;
}

async function tarGz(files: readonly ZipItem[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content = '' } of files) tar.entry({ name }, Buffer.from(content));
  tar.finalize();
  return gzipSync(await buffer(tar));
}

async function readAll(path: string) {
  const bundle = await openBundle(path);
  const files: Record<string, string> = {};
  const gaps = await bundle.read(
    () => true,
    async ({ path: file }, chunks) => {
      files[file] = await readText(chunks);
    },
  );
  return { bundle, files, gaps };
}

const TIME = '20251122-110733';
const TOP = `cilium-sysdump-${TIME}`;
const PODS = `NAMESPACE     NAME           READY   STATUS    RESTARTS     AGE   IP           NODE       NOMINATED NODE
kube-system   cilium-x7wq2   1/1     Running   2 (3h ago)   5d    192.0.2.11   worker-1   <none>
kube-system   cilium-abcde   1/1     Running   0            5d    192.0.2.12   worker-2   <none>
`;
const PEERS = `Local AS   Peer AS   Peer Address    Session   Uptime   Family         Received   Advertised
64512      64500     192.0.2.1:179   active    0s       ipv4/unicast   0          0
`;
const SECRET = 'hunter2-and-more';
const BUGTOOL: readonly ZipItem[] = [
  { name: 'cmd/cilium-dbg-bgp-peers.md', content: PEERS },
  { name: 'cmd/sysctl--a.md', content: 'net.ipv4.ip_forward = 1\n' },
  { name: 'cmd/ip--4-route-show-table-2004.md', content: 'default via 192.0.2.9 dev eth0 \n' },
];
const CLUSTER: readonly ZipItem[] = [
  { name: `k8s-pods-${TIME}.txt`, content: PODS },
  { name: `cilium-daemonset-${TIME}.yaml`, content: 'image: quay.io/cilium/cilium:v1.15.6@sha256:0\n' },
  {
    name: `ciliumbgppeerconfigs-${TIME}.yaml`,
    content:
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: cilium.io/v2\n  kind: CiliumBGPPeerConfig\n  metadata:\n    name: c\n',
  },
  { name: `cilium-etcd-secrets-secret-${TIME}.yaml`, content: `kind: Secret\ndata:\n  key: ${SECRET}\n` },
];
const within = (folder: string, files: readonly ZipItem[]): readonly ZipItem[] =>
  files.map((file) => ({ ...file, name: `${folder}/${file.name}` }));
const SYSDUMP: readonly ZipItem[] = within(TOP, [
  ...CLUSTER,
  ...within(`cilium-bugtool-cilium-x7wq2-${TIME}`, BUGTOOL),
]);

const PLACED = [
  'nodes/worker-1/ip-4-route-2004.txt',
  'nodes/worker-1/sysctl.txt',
  'pods/kube-system/cilium-x7wq2/cilium-peers.txt',
  'resources/ciliumbgppeerconfigs.cilium.io.yaml',
];

test.each([
  ['a zip', async () => write(zip(...SYSDUMP))],
  [
    'a zip without a folder',
    async () => write(zip(...SYSDUMP.map((file) => ({ ...file, name: file.name.slice(TOP.length + 1) })))),
  ],
  ['packed once more', async () => write(await tarGz(within('case-17', SYSDUMP)))],
  [
    'the archive of an agent left as it was',
    async () => {
      const inner = await tarGz(within('cilium-bugtool-20251122-110740.123+0000-UTC-1', BUGTOOL));
      const nested = { name: `cilium-bugtool-cilium-x7wq2-${TIME}.tar.gz`, content: inner };
      return write(zip(...within(TOP, [...CLUSTER, nested])));
    },
  ],
  [
    'unpacked',
    async () => {
      const folder = mkdtempSync(join(root, 'unpacked-'));
      for (const { name, content = '' } of SYSDUMP) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
      symlinkSync('/etc', join(folder, 'etc'));
      return folder;
    },
  ],
])('cilium sysdump, %s', async (_, make) => {
  const { bundle, files, gaps } = await readAll(await make());
  expect(Object.keys(files).toSorted()).toEqual(PLACED);
  expect(files['pods/kube-system/cilium-x7wq2/cilium-peers.txt']).toBe(PEERS);
  expect(gaps).toEqual([]);
  const { tool, nodes, artifacts } = bundle.manifest;
  expect(tool).toEqual({ name: 'cilium sysdump', version: 'Cilium 1.15.6' });
  expect(nodes.map(({ name }) => name)).toEqual(['worker-1', 'worker-2']);
  expect(artifacts.find(({ path }) => path.endsWith('route-2004.txt'))?.command.join(' ')).toBe(
    'ip -4 route show table 2004',
  );
  const lost = artifacts.filter(
    ({ status, essential, node }) => status === 'failed' && essential && node === 'worker-2',
  );
  expect(lost.map(({ command }) => command.join(' '))).toEqual([
    'cilium-dbg bgp peers',
    'sysctl -a',
    'ip a',
    'ip -4 r',
  ]);
});

test('status says what it tells and what it did not bring; no secret is shown', async () => {
  const { out, code } = await run(['status', '--bundle', write(zip(...SYSDUMP)), '--format', 'json']);
  const report = JSON.parse(out);
  expect(report.sources[0]).toMatchObject({
    kind: 'bundle',
    format: 'zip',
    madeBy: { name: 'cilium sysdump', version: 'Cilium 1.15.6' },
  });
  expect(report.findings).toMatchObject([{ id: 'cilium/peer-not-established' }]);
  expect(report.incomplete).toContainEqual({
    source: 'worker-2',
    what: 'cilium-dbg bgp peers',
    why: 'cilium sysdump did not bring it',
  });
  expect(out).not.toContain(SECRET);
  expect(code).toBe(1);
});

test('an output that is none is told, not passed', async () => {
  const failed = "> Error while running 'cilium-dbg bgp peers':  exit status 1\n";
  const files = SYSDUMP.map((file) => (file.name.endsWith('bgp-peers.md') ? { ...file, content: failed } : file));
  const { out } = await run(['sysctl', '--bundle', write(zip(...files)), '--format', 'json']);
  expect(out).not.toContain('bgp-peers');
  const { out: bgp } = await run(['bgp', '--bundle', write(zip(...files)), '--format', 'json']);
  expect(JSON.parse(bgp).incomplete).toContainEqual(
    expect.objectContaining({ what: 'cilium-dbg bgp peers', why: expect.stringContaining('Error while running') }),
  );
});

test('cilium-bugtool by hand', async () => {
  const files = [...BUGTOOL, { name: 'cmd/hostname.md', content: 'worker-7\n' }];
  const { bundle, files: read } = await readAll(
    write(await tarGz(within('cilium-bugtool-20251122-110740.1+0000-UTC-9', files))),
  );
  expect(bundle.manifest.nodes.map(({ name }) => name)).toEqual(['worker-7']);
  expect(read['nodes/worker-7/sysctl.txt']).toBe('net.ipv4.ip_forward = 1\n');
});

const MARK = '3f0e9c0a-1111-4222-8333-0123456789ab';
const section = (file: string, content: string): string => `\n--${MARK} ${file}\n${content}`;
const LOG = [
  `k8sdoctor support bundle 1 ${MARK}\n`,
  section('calico-protocols.txt', 'BIRD 1.6.8 ready.\n--0 sysctl.txt\nnot a section\n'),
  section('sysctl.txt', 'net.ipv4.ip_forward = 1\n'),
  section('capture.pcap.b64', 'AQIDBA==\n'),
].join('');
const supportBundle = (log: string): readonly ZipItem[] =>
  within('support-bundle-2025-11-22T11_07_33', [
    { name: 'version.yaml', content: 'kind: SupportBundle\nspec:\n  versionNumber: v0.133.0\n' },
    { name: 'cluster-resources/nodes.json', content: '{"kind":"NodeList","apiVersion":"v1","items":[]}' },
    { name: 'cluster-resources/services/default.json', content: '{}' },
    { name: 'cluster-resources/custom-resources/bgppeers.metallb.io/metallb-system.json', content: '[]' },
    { name: 'cluster-resources/custom-resources/bgppeers.metallb.io/metallb-system.yaml', content: '[]' },
    { name: 'cluster-resources/image-pull-secrets/default.json', content: SECRET },
    { name: 'k8sdoctor/worker-1.log', content: log },
    { name: 'k8sdoctor/worker-2.log', content: 'Failed to get log from pod run-daemonset-x: not found' },
  ]);

test('a support bundle, with what docs/troubleshoot-spec.yaml asks of nodes', async () => {
  const { bundle, files, gaps } = await readAll(write(await tarGz(supportBundle(`${LOG}\n--${MARK}--\n`))));
  expect(gaps).toEqual([]);
  expect(files).toEqual({
    'captures/worker-1.pcap': '\u0001\u0002\u0003\u0004',
    'nodes/worker-1/calico-protocols.txt': 'BIRD 1.6.8 ready.\n--0 sysctl.txt\nnot a section\n',
    'nodes/worker-1/sysctl.txt': 'net.ipv4.ip_forward = 1\n',
    'resources/bgppeers.metallb.io-metallb-system.json': '[]',
    'resources/nodes.json': '{"kind":"NodeList","apiVersion":"v1","items":[]}',
    'resources/services-default.json': '{}',
  });
  const { tool, nodes, artifacts, incomplete } = bundle.manifest;
  expect(tool).toEqual({ name: 'troubleshoot.sh', version: '0.133.0' });
  expect(nodes).toMatchObject([{ name: 'worker-1', speakers: [{ speaker: 'calico' }] }]);
  expect(artifacts.find(({ path }) => path.endsWith('protocols.txt'))).toMatchObject({
    speaker: 'calico',
    essential: true,
    topics: ['status', 'bgp'],
  });
  expect(artifacts.flatMap(({ status, path }) => (status === 'failed' ? path : []))).toEqual([
    'nodes/worker-1/ip-addr.json',
    'nodes/worker-1/ip-4-route.json',
  ]);
  expect(incomplete).toMatchObject([
    { source: expect.stringContaining('worker-2.log'), why: expect.stringContaining('Failed to get log from pod') },
  ]);
});

test('a log that ends early is read as far as it goes, and told', async () => {
  const { bundle, files } = await readAll(write(await tarGz(supportBundle(LOG))));
  expect(Object.keys(files)).toContain('nodes/worker-1/sysctl.txt');
  expect(bundle.manifest.incomplete[0]).toMatchObject({ why: 'the log ends early' });
});

test('docs/troubleshoot-spec.yaml asks as our own collectors do', () => {
  const spec = readFileSync(new URL('../../docs/troubleshoot-spec.yaml', import.meta.url), 'utf8');
  expect(parse(spec)).toMatchObject({ apiVersion: 'troubleshoot.sh/v1beta2', kind: 'SupportBundle' });
  expect(spec).toContain(`'${captureFilter([179], [])}'`);
  const known = [...DAEMON_COLLECTORS, ...kernelCollectors([179])].flatMap(({ variants }) =>
    variants.map(({ file }) => file),
  );
  const asked = [...spec.matchAll(/\b(?:ask|try) "?([\w.$-]+)"?/g)]
    .map(([, file = '']) => file)
    .filter((file) => file !== '$file');
  expect(asked.length).toBeGreaterThan(30);
  for (const file of asked) {
    const pattern = new RegExp(`^${file.replaceAll('.', '\\.').replaceAll(/\$\w+/g, '[\\w-]+')}$`);
    expect(
      known.some((one) => pattern.test(one)),
      file,
    ).toBe(true);
  }
});

test('calicoctl cluster diags', async () => {
  const files: readonly ZipItem[] = within('calico-diagnostics-20251122_110733', [
    {
      name: 'cluster/crd/clusterinformations.crd.projectcalico.org.yaml',
      content: 'spec:\n  calicoVersion: v3.30.3\n',
    },
    { name: 'cluster/crd/bgppeers.crd.projectcalico.org.yaml', content: 'kind: List\n' },
    { name: 'cluster/kubernetes/nodes.yaml', content: 'kind: List\n' },
    { name: 'tls/calico-system_node-certs.yaml', content: SECRET },
    { name: 'nodes/worker-1/iptables-legacy-save.txt', content: '*filter\r\nCOMMIT\r\n' },
    { name: 'nodes/worker-1/iptables-nft-save.txt', content: '*filter\r\nCOMMIT\r\n' },
    { name: 'nodes/worker-1/ip-route.txt', content: 'default via 192.0.2.254 dev eth0\r\n' },
    { name: 'nodes/worker-1/calico-system/calico-node-x7wq2.log', content: 'bird: up\n' },
    { name: 'nodes/worker-2/calico-system/calico-typha-1.log', content: 'x' },
  ]);
  const { bundle, files: read, gaps } = await readAll(write(await tarGz(files)));
  expect(gaps).toEqual([]);
  expect(Object.keys(read).toSorted()).toEqual([
    'nodes/worker-1/ip-4-route.txt',
    'nodes/worker-1/iptables-save-2.txt',
    'nodes/worker-1/iptables-save.txt',
    'pods/calico-system/calico-node-x7wq2/calico-log.txt',
    'resources/bgppeers.crd.projectcalico.org.yaml',
    'resources/nodes.yaml',
  ]);
  expect(bundle.manifest.tool).toEqual({ name: 'calicoctl cluster diags', version: 'Calico 3.30.3' });
  expect(bundle.manifest.nodes.map(({ name }) => name)).toEqual(['worker-1']);
  const lost = bundle.manifest.artifacts.filter(({ status, essential }) => status === 'failed' && essential);
  expect(lost.map(({ path }) => path)).toEqual([
    'nodes/worker-1/ip-addr.txt',
    'pods/calico-system/calico-node-x7wq2/calico-protocols.txt',
    'nodes/worker-1/sysctl.txt',
  ]);
});

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/bundles/${name}`, import.meta.url));
const idsOf = (out: string): readonly string[] => {
  const { findings }: { readonly findings: readonly { readonly id: string }[] } = JSON.parse(out);
  return findings.map(({ id }) => id);
};

test('what the real tools made of a cluster', async () => {
  const name = fixture('support-bundle-0.133.0.tar.gz');
  const { out } = await run(['bgp', '--bundle', name, '--format', 'json']);
  expect(idsOf(out)).toEqual(['bgp/bad-peer-as', 'bgp/reserved-as']);
  expect(JSON.parse(out).sources[0]).toMatchObject({ kind: 'bundle', madeBy: { name: 'troubleshoot.sh' } });
  const { out: table } = await run(['status', '--bundle', name]);
  expect(table).toMatch(/worker-1 +calico +64512 +192\.0\.2\.1 +64500 +Idle/);
  expect(Object.keys((await readAll(name)).files).filter((path) => path.startsWith('resources/'))).toEqual([
    'resources/ciliumbgpnodeconfigs.cilium.io.json',
    'resources/nodes.json',
    'resources/bgppeers.crd.projectcalico.org.json',
    'resources/configmaps-kube-system.json',
    'resources/bgppeers.metallb.io-metallb-system.json',
    'resources/services-default.json',
  ]);
});

test('what the real cilium sysdump made of a cluster', async () => {
  const name = fixture('cilium-sysdump-1.17.0-pre.2.zip');
  const { bundle, files, gaps } = await readAll(name);
  expect(bundle.manifest.tool).toEqual({ name: 'cilium sysdump', version: 'Cilium 1.17.0-pre.2' });
  expect([bundle.manifest.nodes.map((node) => node.name), gaps]).toEqual([['node2'], []]);
  expect(
    Object.keys(files)
      .filter((path) => !path.startsWith('nodes/'))
      .toSorted(),
  ).toEqual([
    'pods/kube-system/cilium-k2v9d/cilium-log.txt',
    'pods/kube-system/cilium-k2v9d/cilium-peers.txt',
    'pods/kube-system/cilium-k2v9d/cilium-routes-advertised-4.txt',
    'pods/kube-system/cilium-k2v9d/cilium-routes-advertised-6.txt',
    'pods/kube-system/cilium-k2v9d/cilium-routes-available-4.txt',
    'pods/kube-system/cilium-k2v9d/cilium-routes-available-6.txt',
    'resources/ciliumbgpclusterconfigs.cilium.io.yaml',
    'resources/ciliumnodes.cilium.io.yaml',
    'resources/configmaps.yaml',
    'resources/endpointslices.yaml',
    'resources/nodes.yaml',
    'resources/services.yaml',
  ]);
  const { out } = await run(['check', '--bundle', name, '--format', 'json']);
  expect(idsOf(out)).toEqual(['cilium/peer-not-established']);
});

test('one of theirs becomes one of ours, without names and addresses', async () => {
  const ours = join(root, 'ours.tar.gz');
  const { code } = await run(['collect', '--bundle', fixture('support-bundle-0.133.0.tar.gz'), '-o', ours, '--redact']);
  expect(code).toBe(0);
  const { bundle, files } = await readAll(ours);
  expect(bundle.isForeign).toBe(false);
  expect(JSON.stringify([bundle.manifest, files])).not.toContain('worker-1');
  expect(idsOf((await run(['bgp', '--bundle', ours, '--format', 'json'])).out)).toContain('bgp/bad-peer-as');
});

test('what the real tools made of a node', async () => {
  const bugtool = await run(['check', '--bundle', fixture('cilium-bugtool-1.20.2.tar.gz'), '--format', 'json']);
  expect(idsOf(bugtool.out)).toEqual(['sysctl/ip-forward-disabled', 'sysctl/rp-filter-strict']);
  const { bundle, files } = await readAll(fixture('calicoctl-node-diags.tar.gz'));
  expect(bundle.manifest.nodes.map(({ name }) => name)).toEqual(['worker-1']);
  expect(Object.keys(files).toSorted()).toEqual([
    'nodes/worker-1/ip-4-route.txt',
    'nodes/worker-1/ip-6-route.txt',
    'nodes/worker-1/ip-addr-2.txt',
    'nodes/worker-1/ip-addr.txt',
    'nodes/worker-1/ip6tables-save.txt',
    'nodes/worker-1/iptables-save.txt',
    'nodes/worker-1/netstat.txt',
  ]);
  const { out } = await run(['check', '--bundle', fixture('calicoctl-node-diags.tar.gz'), '--format', 'json']);
  expect(JSON.parse(out).incomplete).toContainEqual({
    source: 'worker-1',
    what: 'sysctl -a',
    why: 'calicoctl node diags did not bring it',
  });
});

test('an archive of no known kind: one line names those that are known', async () => {
  const { err, code } = await run(['status', '--bundle', write(zip({ name: 'holiday.jpg', content: 'x' }))]);
  expect(err).toMatch(/it is no bundle of any tool that is known\n.*k8sdoctor collect.*cilium sysdump/);
  expect(code).toBe(2);
});

const refused = (bytes: Uint8Array): Promise<unknown> => readAll(write(bytes));
const plus = (...items: readonly ZipItem[]): Buffer => zip(...SYSDUMP, ...items);

test('what nobody of good will makes', async () => {
  await expect(refused(plus({ name: '../../etc/cron.d/x' }))).rejects.toThrow(SourceError);
  await expect(refused(zip({ name: '/etc/passwd' }))).rejects.toThrow('absolute path: /etc/passwd');
  await expect(refused(await tarGz([...SYSDUMP, { name: 'a/../../b' }]))).rejects.toThrow(
    'a path that leads out of it',
  );
  // A link is left out, and what it would have told is told as not there.
  const link = SYSDUMP.map((file) => (file.name.endsWith('sysctl--a.md') ? { ...file, mode: 0o120777 } : file));
  expect(Object.keys((await readAll(write(zip(...link)))).files)).not.toContain('nodes/worker-1/sysctl.txt');
  // More than its header says.
  const lying = SYSDUMP.map((file) => (file.name.endsWith('sysctl--a.md') ? { ...file, size: 3 } : file));
  expect((await readAll(write(zip(...lying)))).gaps).toMatchObject([{ source: 'nodes/worker-1/sysctl.txt' }]);
  // Twice.
  const { bundle, files } = await readAll(
    write(
      plus({
        name: `${TOP}/cilium-bugtool-cilium-x7wq2-${TIME}/cmd/sysctl--a.md`,
        content: 'net.ipv4.ip_forward = 0\n',
      }),
    ),
  );
  expect(files['nodes/worker-1/sysctl.txt']).toBe('net.ipv4.ip_forward = 1\n');
  expect(bundle.manifest.incomplete).toMatchObject([{ why: 'it stands there twice: the first one is read' }]);
  // An archive in the archive in the archive is not taken apart; one that is damaged is told.
  const junk = { name: `${TOP}/cilium-bugtool-cilium-abcde-${TIME}.tar.gz`, content: gzipSync('x'.repeat(2000)) };
  expect((await openBundle(write(plus(junk)))).manifest.incomplete).toMatchObject([
    { source: junk.name, what: 'archive' },
  ]);
});

const drain = async ({ chunks }: ArchiveFile): Promise<boolean> => {
  for await (const _ of chunks);
  return true;
};

test('bombs are given up where they go off', async () => {
  const zeros = Buffer.alloc(3_000_000);
  const bomb = write(zip({ name: 'a', content: zeros }, { name: 'b', content: zeros }));
  const limits = { mostBytes: 4_000_000, links: 'skip' } as const;
  await expect(readZip(bomb, drain, limits)).rejects.toThrow('it inflates to more than 4000000 bytes');
  // What nobody reads costs nothing.
  await expect(readZip(bomb, () => Promise.resolve(true), limits)).resolves.toBeUndefined();
  const inner = await tarGz([
    { name: 'cmd/x.md', content: zeros },
    { name: 'cmd/y.md', content: zeros },
  ]);
  const nested = write(zip({ name: `cilium-bugtool-c-${TIME}.tar.gz`, content: inner }));
  const take = withNested(drain, limits, () => undefined);
  await expect(readZip(nested, take, limits)).rejects.toThrow('it inflates to more than 4000000 bytes');
});

test('cut anywhere, or with octets changed, it is read as far as it goes or refused in a line', async () => {
  const whole = [zip(...SYSDUMP), await tarGz(SYSDUMP), await tarGz(supportBundle(LOG))];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...whole),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.option(fc.integer({ min: 1, max: 255 })),
      async (bytes, share, change) => {
        const at = Math.floor(share * (bytes.length - 1));
        const bad = Buffer.from(change === null ? bytes.subarray(0, at) : bytes);
        if (change !== null) bad[at] = (bad[at] ?? 0) ^ change;
        try {
          await readAll(write(bad));
        } catch (error) {
          expect(error).toBeInstanceOf(SourceError);
        }
      },
    ),
    runs(40),
  );
});
