import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactSecrets } from '../../src/redact/secrets.ts';
import { PLANTED } from './planted.ts';
import { runs } from '../arbitraries/runs.ts';

/** Secrets stand between « and »; all else must stay as it is. */
const plain = (marked: string): string => marked.replace(/[«»]/g, '');
const expected = (marked: string): string => marked.replace(/«[^»]*»/g, '<redacted>');
const withoutKinds = (text: string): string => text.replace(/<redacted:[a-z0-9-]+>/g, '<redacted>');

describe('what is planted goes, and nothing else', () => {
  test.each(PLANTED)('%s', (_, marked) => {
    const { text } = redactSecrets(plain(marked));
    expect(withoutKinds(text)).toBe(expected(marked));
  });
});

test('redacting twice is redacting once', () => {
  for (const [, marked] of PLANTED) {
    const once = redactSecrets(plain(marked)).text;
    expect(redactSecrets(once)).toEqual({ text: once, log: [] });
  }
});

describe('what is no secret stays', () => {
  test.each([
    'service password-encryption',
    'show tcp md5 stats',
    'TCP: MD5 Hash failed for (192.168.189.3, 64698)->(192.168.189.184, 179)',
    "tcpdump: md5 shared secret not supplied with -M, can't check - f0ccac462c75d",
    'Neighbor lost | Invalid next hop | Kernel MD5 auth failed',
    'Password config change',
    'set community 65000:100 additive',
    'bgp large-community-list 1 permit 1:2:3',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff',
    'RT:65000:100 rd 65000:1',
    'key chain bgp',
    ' secretKeyRef:\n  name: bgp-secrets\n  key: rr-password\n',
    'tolerations:\n- key: node-role.kubernetes.io/control-plane\n  operator: Exists',
    'automountServiceAccountToken: false',
    'imagePullSecrets:\n- name: registry',
    'open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory',
    'MountVolume.SetUp failed for volume "bgp" : secret "bgp-auth" not found',
    'failed to get secret: secrets "bgp" is forbidden',
    "couldn't find key password in Secret metallb-system/bgp",
    'wrong password for neighbor 10.0.0.2',
    'ip xfrm state count 4',
    'https://docs.example.org:8443/a@b',
    'user@host:~$ ip route',
    'kind: Secret\nmetadata:\n  name: x\n',
    '{"kind":"ConfigMap","data":{"x":"y"}}',
    'TOKEN                     TTL         EXPIRES',
    'net.ipv4.tcp_fastopen_key = 00000000-00000000-00000000-00000000',
    'kube-node-lease.abcdef.0123456789abcdef',
  ])('%s', (text) => {
    expect(redactSecrets(text)).toEqual({ text, log: [] });
  });
});

describe('outputs of real daemons', () => {
  const shared = new URL('../../../shared/samples/', import.meta.url);
  const folders = [new URL('../../fixtures/outputs/', import.meta.url), shared].filter(exists);
  if (folders.length === 1) console.warn('samples of outputs are not here: those of fixtures only');
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => new URL(name, folder)),
  );

  test('stay as they are, but for the one that has a password', () => {
    const changed = files
      .filter((file) => /\.(?:txt|json)$/.test(file.pathname))
      .filter((file) => redactSecrets(readFileSync(file, 'utf8')).log.length > 0);
    expect(changed.map((file) => file.pathname.split('/').at(-1))).toEqual(
      folders.length === 1 ? [] : ['gobgp-neighbor-j.json.txt'],
    );
  });
});

function exists(folder: URL): boolean {
  return statSync(folder, { throwIfNoEntry: false }) !== undefined;
}

test('the log says what and where, never the value', () => {
  const { log } = redactSecrets('router bgp 1\nneighbor 10.0.0.2 password hunter22\n!\nhunter22\n');
  expect(log).toEqual([
    { kind: 'bgp-password', line: 2 },
    { kind: 'bgp-password', line: 4 },
  ]);
});

describe('any text at all', () => {
  const pieces = fc.constantFrom(
    'password ',
    'neighbor ',
    'token: ',
    '"',
    "'",
    '\\',
    '\\"',
    '{',
    '}',
    '[',
    ']',
    ':',
    '=',
    ' ',
    '\n',
    '\t',
    '\0',
    '- ',
    'kind: Secret\n',
    '"kind":"Secret"',
    'data:\n',
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    'eyJ',
    '://',
    '@',
    '$6$',
    '|\n',
    'abc',
    '1',
    'Authorization: Bearer ',
    'QUJDREVGR0g=',
    '\u{1f511}',
    '\ud800',
    'name: X_TOKEN\n',
    'value: ',
  );
  const text = fc.array(pieces, { maxLength: 60 }).map((all) => all.join(''));

  test('keeps its lines', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(redactSecrets(given).text.split('\n').length).toBe(given.split('\n').length);
      }),
      runs(150),
    );
  });
});

/** What would take hours if time grew with the square of a line's length ends within the time of a test. */
describe('long lines of', () => {
  const LONG = 60_000;
  test.each([
    'password ',
    'neighbor x ',
    'token="',
    'token: [',
    String.raw`\"`,
    '"password ',
    'x_TOKEN',
    'username a ',
    'curl -u ',
    'eyJ',
    '://a:',
    '$6$abcd',
    'QUJD',
    'a,',
    ')',
    ' ',
    '-----BEGIN A',
    '{"data":',
    'authorization: Bearer ',
    'tcpdump ',
    'key-string a ',
    'kind: Secret\n',
    'token: |\n',
    '"tokens": [\n"a",\n',
    '-----BEGIN PRIVATE KEY-----\n',
    'a\tb\t',
  ])('%j', (unit) => {
    const text = unit.repeat(LONG / unit.length);
    expect(redactSecrets(text).text.split('\n').length).toBe(text.split('\n').length);
  });
});
