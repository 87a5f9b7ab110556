import { describe, expect, test } from 'vitest';
import { foundBy } from './found-by.ts';

const CHECK = 'node/tcp-md5-unsupported';

describe(CHECK, () => {
  test('a kernel without it', async () => {
    expect(await foundBy(CHECK, 'tcp-md5-unsupported')).toMatchObject([
      {
        title: 'worker-1 cannot use the password of its session with fd00:10::1: “protocol not available”.',
        cause: expect.stringContaining('CONFIG_TCP_MD5SIG'),
        remedy: [expect.stringContaining('Use a kernel with TCP MD5'), expect.stringContaining('clear it')],
      },
    ]);
  });

  test('one key of several: the memory of the options', async () => {
    expect(await foundBy(CHECK, 'tcp-md5-refused')).toMatchObject([
      {
        cause: expect.stringContaining('optmem_max'),
        remedy: [expect.stringContaining('sysctl -w net.core.optmem_max='), expect.stringContaining('clear it')],
      },
    ]);
  });

  test('GoBGP writes JSON too', async () => {
    const line =
      '{"Err":"protocol not available","Key":"10.0.0.1","Topic":"Peer","level":"warning","msg":"failed to set md5"}\n';
    expect(await foundBy(CHECK, `# node: a\n${line}`)).toMatchObject([
      { title: expect.stringContaining('with 10.0.0.1') },
    ]);
  });

  test('a near miss: up since', async () => {
    expect(await foundBy(CHECK, 'tcp-md5-refused-then-up')).toEqual([]);
  });
});
