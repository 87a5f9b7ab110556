import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeKey, linesOf, matchesPattern, parseKnownHosts } from '../../../src/transports/ssh/known-hosts.ts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIKuBSPJLpf0p0EM/nQ2NuBp6gYpGo5gmpYXkN5d7cFVQ';
const OTHER = 'AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const blob = Buffer.from(KEY, 'base64');

const judge = (text: string, name: string) => judgeKey(linesOf(parseKnownHosts(text), name), blob);
const line = (hosts: string, key = KEY) => `${hosts} ssh-ed25519 ${key} a comment\n`;

describe('whose line it is', () => {
  test.each([
    ['a name', 'worker-1', 'worker-1'],
    ['in any case', 'Worker-1', 'worker-1'],
    ['one of several', 'a,worker-1,10.0.0.1', '10.0.0.1'],
    ['with a port', '[worker-1]:2222', '[worker-1]:2222'],
    ['a pattern', '*.example.com', 'worker-1.example.com'],
    ['one character', 'worker-?', 'worker-1'],
    ['IPv6', '2001:db8::1', '2001:db8::1'],
    // ssh-keygen -H of OpenSSH 9.2
    ['hashed', '|1|4XNAKsX5oPDsk7uuQfNg9eimCng=|GurewY3ElS+zAAwwRk28FO0EtiM=', 'worker-1'],
  ])('%s', (_, hosts, name) => {
    expect(judge(line(hosts), name)).toBe('known');
  });

  test.each([
    ['another name', 'worker-2', 'worker-1'],
    ['another port', '[worker-1]:2222', 'worker-1'],
    ['none, without its port', 'worker-1', '[worker-1]:2222'],
    ['excluded', '*.example.com,!worker-1.example.com', 'worker-1.example.com'],
    ['a part of a name', 'worker', 'worker-1'],
    ['another name hashed', '|1|4XNAKsX5oPDsk7uuQfNg9eimCng=|GurewY3ElS+zAAwwRk28FO0EtiM=', 'worker-2'],
    ['a hash of another kind', '|2|kg5DkT0XqPSK5NERMB5Y8FsY2gQ=|S7UtmIKTTdIDG1+PQUe6HRoKYcE=', 'worker-1'],
  ])('%s', (_, hosts, name) => {
    expect(judge(line(hosts), name)).toBe('unknown');
  });
});

describe('what it says', () => {
  test('another key', () => {
    expect(judge(line('worker-1', OTHER), 'worker-1')).toBe('changed');
  });

  test('one of several keys', () => {
    expect(judge(line('worker-1', OTHER) + line('worker-1'), 'worker-1')).toBe('known');
  });

  test('a key of another type only', () => {
    expect(judge('worker-1 ssh-rsa AAAAB3NzaC1yc2E=\n', 'worker-1')).toBe('changed');
  });

  test('a revoked key, though another line has it', () => {
    expect(judge(line('worker-1') + `@revoked * ssh-ed25519 ${KEY}\n`, 'worker-1')).toBe('revoked');
    expect(judge(`@revoked * ssh-ed25519 ${OTHER}\n`, 'worker-1')).toBe('unknown');
  });

  test('an authority, which is no key of the host', () => {
    expect(judge(`@cert-authority * ssh-ed25519 ${KEY}\n`, 'worker-1')).toBe('unknown');
  });

  test('nothing: comments, empty lines, unknown markers, lines cut short', () => {
    const text = `# worker-1 ssh-ed25519 ${KEY}\n\n@trusted worker-1 ssh-ed25519 ${KEY}\nworker-1 ssh-ed25519\n`;
    expect(judge(text, 'worker-1')).toBe('unknown');
  });
});

test('a pattern matches as its regular expression does', () => {
  const letter = fc.constantFrom('a', 'b', '*', '?');
  fc.assert(
    fc.property(
      fc.string({ unit: letter, maxLength: 8 }),
      fc.string({ unit: letter, maxLength: 8 }),
      (pattern, text) => {
        const expression = pattern.replaceAll('?', '.').replaceAll('*', '.*');
        expect(matchesPattern(pattern, text)).toBe(new RegExp(`^${expression}$`).test(text));
      },
    ),
  );
});

test('any text is read', () => {
  fc.assert(fc.property(fc.string(), (text) => void judge(text, 'worker-1')));
});
