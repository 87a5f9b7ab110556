import { describe, expect, test } from 'vitest';
import { foundBy } from '../node/found-by.ts';

const CHECK = 'calico/bird-not-running';

describe(CHECK, () => {
  test('where BGP is enabled it is an error', async () => {
    expect(await foundBy(CHECK, 'bird-not-running')).toMatchObject([
      {
        severity: 'error',
        title: 'Calico’s BGP process does not run on worker-1.',
        remedy: [expect.stringContaining('grep -i bird'), expect.any(String)],
      },
    ]);
    expect(await foundBy(CHECK, 'bird-not-ready')).toMatchObject([
      { severity: 'error', title: expect.stringContaining('BIRD of worker-1 does not answer') },
    ]);
  });

  test('ip may know BIRD by its number alone', async () => {
    const text =
      '# node: a\nCalico process is not running.\n$ ip route\n10.244.2.0/26 via 192.168.10.12 dev eth0 proto 12\n';
    expect(await foundBy(CHECK, text)).toMatchObject([{ severity: 'error' }]);
  });

  test('where nothing shows that it is, a warning', async () => {
    expect(await foundBy(CHECK, '# node: a\nCalico process is not running.\n')).toMatchObject([
      { severity: 'warning' },
    ]);
    const none =
      '# node: a\nCalico process is running.\n\nNone of the BGP backend processes (BIRD or GoBGP) are running.\n';
    expect(await foundBy(CHECK, none)).toMatchObject([{ severity: 'info' }]);
  });

  test('a near miss: VXLAN needs none; and one of the two daemons is enough for one family', async () => {
    expect(await foundBy(CHECK, 'bird-not-running-vxlan')).toEqual([]);
    const row = '192.168.10.12  node-to-node mesh  up  10:00:00  Established';
    const text = `# node: a\nCalico process is running.\nINFO: BIRDv6 process: 'bird6' is not running.\nIPv4 BGP status\nPEER ADDRESS  PEER TYPE  STATE  SINCE  INFO\n${row}\n`;
    expect(await foundBy(CHECK, text)).toEqual([]);
  });
});
