import { describe, expect, test } from 'vitest';
import { foundBy } from '../node/found-by.ts';

const CHECK = 'calico/waiting-for-graceful-restart';
const status = (version: string, ...lines: readonly string[]): string =>
  `# node: a
BIRD ${version} ready.
BIRD ${version}
Router ID is 10.0.0.1
Current server time is 2026-01-01 00:00:00
Last reboot on 2026-01-01 00:00:00
Last reconfiguration on 2026-01-01 00:00:00
${lines.map((line) => `${line}\n`).join('')}Daemon is up and running
`;
const CALICO = 'v0.3.3+birdv1.6.8';
const WAITING = [
  'Graceful restart recovery in progress',
  '  Waiting for 1 protocols to recover',
  '  Wait timer is 215/240',
] as const;
const GONE = `name     proto    table    state  since       info
Mesh_10_0_0_3 BGP      master   start  00:00:00    Connect       Socket: No route to host
`;

describe(CHECK, () => {
  test('its status says so, and for how many and how long', async () => {
    expect(await foundBy(CHECK, status(CALICO, ...WAITING))).toMatchObject([
      {
        severity: 'warning',
        subject: { kind: 'node', id: 'a' },
        title:
          'BIRD of a waits after its start: “Graceful restart recovery in progress, Waiting for 1 protocols to recover, Wait timer is 215/240”.',
      },
    ]);
  });

  test('it names the neighbours that are not up', async () => {
    expect(await foundBy(CHECK, `${status(CALICO, ...WAITING)}${GONE}`)).toMatchObject([
      {
        cause: expect.stringContaining('it waits for 10.0.0.3, which is not up'),
        remedy: [expect.stringContaining('If 10.0.0.3 belongs to a node that is gone'), expect.any(String)],
      },
    ]);
  });

  test('a near miss: it waits no longer, or is not of Calico', async () => {
    expect(await foundBy(CHECK, status(CALICO))).toEqual([]);
    expect(await foundBy(CHECK, status('2.0.12', ...WAITING))).toEqual([]);
  });
});
