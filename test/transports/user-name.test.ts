import { expect, test } from 'vitest';
import { userName } from '../../src/transports/user-name.ts';

test('a number that no user has, as in a container', () => {
  const number = userName(() => {
    throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
  });
  expect(number).toBe(String(process.getuid?.()));
});
