/** As whom the API server is asked. */
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Cluster, K8SDOCTOR, type Result } from './cluster.ts';

export const withToken = (cluster: Cluster, name: string, token: string): string => asUser(cluster, name, { token });

function asUser({ directory }: Cluster, name: string, user: object): string {
  const file = join(directory, `${name}.kubeconfig`);
  const server = 'https://127.0.0.1:6443';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority': join(directory, 'pki/ca.crt') } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'c',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

export const kubeconfigOf = async (cluster: Cluster, account: string): Promise<string> =>
  withToken(cluster, account, await tokenOf(cluster, account));

async function tokenOf(cluster: Cluster, account: string): Promise<string> {
  const path = `/api/v1/namespaces/kube-system/serviceaccounts/${account}`;
  const { status }: { readonly status: { readonly token: string } } = await cluster.api('POST', `${path}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  });
  return status.token;
}

const API_VERSION = 'client.authentication.k8s.io/v1';

const printing = (token: string): string =>
  `echo '${JSON.stringify({ apiVersion: API_VERSION, kind: 'ExecCredential', status: { token } })}'`;

export function credentialTests(cluster: () => Cluster): void {
  /** A plugin of a kubeconfig, and how often it was asked. */
  function plugin(name: string, script: string): { readonly kubeconfig: string; readonly asked: () => number } {
    const command = join(mkdtempSync(join(cluster().directory, name)), name);
    writeFileSync(command, `#!/bin/sh\necho asked >>${command}.log\n${script}\n`);
    chmodSync(command, 0o755);
    const exec = { apiVersion: API_VERSION, command, interactiveMode: 'Never' };
    const kubeconfig = asUser(cluster(), name, { exec });
    return { kubeconfig, asked: () => readFileSync(`${command}.log`, 'utf8').trim().split('\n').length };
  }
  const status = (kubeconfig: string): Promise<Result> => cluster().k8sdoctor('status', '--kubeconfig', kubeconfig);

  describe('credentials', () => {
    test('of a plugin, for the API and for what runs in pods; it is asked once', async () => {
      const { kubeconfig, asked } = plugin('good-plugin', printing(await tokenOf(cluster(), 'k8sdoctor')));
      expect((await status(kubeconfig)).out).toMatch(/node1 +64512 +10\.199\.0\.1 +64500 +Established/);
      expect(asked()).toBe(1);
    });

    test.each([
      ['expired', printing('expired'), 'does not accept these credentials'],
      ['refusing', 'echo "log in at https://sso.example" >&2; exit 1', 'refusing: log in at https://sso.example'],
      ['talking', 'echo hello', 'talking: what it prints is no ExecCredential'],
    ])('of a plugin that is %s: one line', async (name, script, words) => {
      const { code, out, err } = await status(plugin(name, script).kubeconfig);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(words);
      expect(err.trim().split('\n')).toHaveLength(2);
    });

    test('of the pod that it runs in', async () => {
      const files = mkdtempSync(join(cluster().directory, 'service-account'));
      writeFileSync(join(files, 'token'), await tokenOf(cluster(), 'k8sdoctor'));
      copyFileSync(join(cluster().directory, 'pki/ca.crt'), join(files, 'ca.crt'));
      const place = '/var/run/secrets/kubernetes.io/serviceaccount';
      const script = `mount -t tmpfs tmpfs /run && mkdir -p ${place} && cp ${files}/* ${place}/ && exec "$@"`;
      const env = ['env', '-u', 'KUBECONFIG', 'HOME=/nonexistent', 'KUBERNETES_SERVICE_HOST=127.0.0.1'];
      const k8sdoctor = [...env, 'KUBERNETES_SERVICE_PORT=6443', process.execPath, K8SDOCTOR, 'status'];
      const { out } = await cluster().run('unshare', '--mount', 'sh', '-ec', script, 'sh', ...k8sdoctor);
      expect(out).toMatch(/node1 +64512 +10\.199\.0\.1 +64500 +Established/);
    });
  });
}
