import { describe, expect, test } from 'vitest';
import { foreignManager } from '../../../src/checks/route/foreign-manager.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const ROUTES = '10.244.2.0/26 via 192.168.10.12 dev eth0 proto bird\n10.244.1.5 dev cali1a2b3c4d5e6 scope link';
const conf = (...lines: readonly string[]): string =>
  ['==> /etc/systemd/networkd.conf <==', '[Network]', ...lines].join('\n');
const networkctl = (setup: string): string =>
  `$ networkctl\nIDX LINK TYPE OPERATIONAL SETUP\n  1 lo loopback carrier unmanaged\n  2 eth0 ether routable ${setup}`;
const nmcli = (device: string, state: string): string =>
  `$ nmcli device\nDEVICE TYPE STATE CONNECTION\neth0 ethernet connected eth0\n${device} ethernet ${state}`;
const files = (last: string): string =>
  [
    `/run/systemd/networkd.conf.d/60-last.conf:ManageForeignRoutes=${last}`,
    '/etc/systemd/networkd.conf:[Network]',
    '/etc/systemd/networkd.conf:#ManageForeignRoutes=yes',
    '/etc/systemd/networkd.conf.d/50-first.conf:ManageForeignRoutes=no',
  ].join('\n');
const judged = (...parts: readonly string[]) =>
  findingsOf(
    foreignManager,
    [ROUTES, ...parts]
      .join('\n')
      .replaceAll('IDX LINK TYPE OPERATIONAL SETUP\n', '')
      .replaceAll('DEVICE TYPE STATE CONNECTION\n', ''),
  );

describe('route/foreign-manager', () => {
  test('networkd is set to remove them', () => {
    expect(judged(conf('ManageForeignRoutes=yes'))).toMatchObject([
      {
        severity: 'warning',
        title: expect.stringContaining('is set to remove routes of others'),
        remedy: [expect.stringContaining('ManageForeignRoutes=no')],
      },
    ]);
  });

  test('it says nothing, which means yes, and networkd manages links', () => {
    expect(judged(conf('#ManageForeignRoutes=yes'), networkctl('configured'))).toMatchObject([
      { title: expect.stringContaining('by default') },
    ]);
  });

  test('as it is gathered: the drop-in that is last by its name counts, wherever it lies', () => {
    expect(judged(files('yes'))).toMatchObject([{ title: expect.stringContaining('is set to') }]);
    expect(judged(files('no'))).toEqual([]);
    const silent = '/etc/systemd/networkd.conf:[Network]\n/etc/systemd/networkd.conf:#ManageForeignRoutes=yes';
    expect(judged(silent, networkctl('configured'))).toMatchObject([{ title: expect.stringContaining('by default') }]);
  });

  test.each([
    ['ManageForeignRoutes=no', [conf('ManageForeignRoutes=no'), networkctl('configured')]],
    ['a configuration that says nothing, of a networkd that manages nothing', [conf(), networkctl('unmanaged')]],
    ['links alone', [networkctl('configured')]],
    [
      "NetworkManager that looks on, at the CNI's links",
      [nmcli('cali1a2b3c4d5e6', 'connected (externally) cali1a2b3c4d5e6')],
    ],
    ["NetworkManager without the CNI's links", [nmcli('cali1a2b3c4d5e6', 'unmanaged --')]],
  ])('is none with %s', (_, parts) => expect(judged(...parts)).toEqual([]));

  test('NetworkManager manages a link of the CNI', () => {
    expect(judged(nmcli('cali1a2b3c4d5e6', 'connected Wired'))).toMatchObject([
      { title: expect.stringMatching(/manages cali1a2b3c4d5e6, a link of the CNI/) },
    ]);
  });

  test('is skipped where nothing tells, and does not apply without routes of others', () => {
    expect(outcomeOf(foreignManager, ROUTES).outcome).toBe('skipped');
    expect(outcomeOf(foreignManager, `default via 10.0.0.1 dev eth0\n${conf('ManageForeignRoutes=yes')}`).outcome).toBe(
      'not-applicable',
    );
  });
});
