import { describe, expect, test } from 'vitest';
import { foundBy } from './found-by.ts';

const CHECK = 'node/router-id-invalid';

describe(CHECK, () => {
  test('none at all', async () => {
    expect(await foundBy(CHECK, 'router-id-missing')).toMatchObject([
      { title: 'tor-1 has no BGP identifier, and no session with fd00:10::11.' },
    ]);
    const log = '# node: a\nPanic: Router-id must be specified in ipv6 operation\n';
    expect(await foundBy(CHECK, log)).toMatchObject([{ title: 'kube-router on a has no BGP identifier.' }]);
  });

  test('one that no host has, and who has to change it', async () => {
    expect(await foundBy(CHECK, 'router-id-high')).toMatchObject([
      {
        title: 'tor-1 refuses the BGP identifier 249.183.186.85 of fd00:10::11.',
        remedy: [expect.stringContaining('fd00:10::11')],
      },
    ]);
  });

  test('a near miss: refused for another reason', async () => {
    expect(await foundBy(CHECK, 'router-id-equal')).toEqual([]);
  });
});
