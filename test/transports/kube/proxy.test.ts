import { expect, test } from 'vitest';
import { proxyFor } from '../../../src/transports/kube/proxy.ts';

const HTTPS_PROXY = 'http://proxy:3128';

test.each([
  ['https://api.example.com:6443', {}, null],
  ['https://api.example.com:6443', { HTTPS_PROXY }, HTTPS_PROXY],
  ['https://api.example.com:6443', { https_proxy: 'proxy:3128' }, HTTPS_PROXY],
  ['http://api.example.com', { HTTPS_PROXY }, null],
  ['https://127.0.0.1:6443', { HTTPS_PROXY }, null],
  ['https://[::1]:6443', { HTTPS_PROXY }, null],
  ['https://api.example.com:6443', { HTTPS_PROXY, NO_PROXY: 'localhost, .example.com' }, null],
  ['https://api.example.com:6443', { HTTPS_PROXY, NO_PROXY: 'ample.com' }, HTTPS_PROXY],
  ['https://api.example.com:6443', { HTTPS_PROXY, NO_PROXY: 'api.example.com:443' }, HTTPS_PROXY],
  ['https://api.example.com', { HTTPS_PROXY, NO_PROXY: 'api.example.com:443' }, null],
  ['https://10.1.2.3:6443', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/8' }, null],
  ['https://11.1.2.3:6443', { HTTPS_PROXY, NO_PROXY: '10.0.0.0/8' }, HTTPS_PROXY],
  ['https://11.1.2.3:6443', { HTTPS_PROXY, NO_PROXY: '*' }, null],
])('%s with %o goes by %s', (server, env, proxy) => {
  expect(proxyFor(server, env)).toBe(proxy);
});
