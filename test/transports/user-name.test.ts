import { expect, test } from 'vitest';
import { userName } from '../../src/transports/user-name.ts';

test('a number that no user has, as in a container', () => {
  const known = (): never => {
    throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
  };
  expect(userName(known)).toBe(String(process.getuid?.()));
});
