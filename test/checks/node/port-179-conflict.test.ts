import { describe, expect, test } from 'vitest';
import { foundBy } from './found-by.ts';

const CHECK = 'node/port-179-conflict';

describe(CHECK, () => {
  test('a session that cannot listen, and who holds the port', async () => {
    const [first, ...others] = await foundBy(CHECK, 'port-179-conflict');
    expect(first).toMatchObject({
      subject: { kind: 'session', id: 'worker-1-192.168.10.12' },
      title: 'calico on worker-1 cannot listen: “Error: No listening socket”; bgpd (pid 1522) holds port 179.',
      remedy: [expect.stringContaining('`systemctl disable --now frr`'), expect.stringContaining('listenPort')],
    });
    expect(others).toHaveLength(1);
  });

  test.each([
    ['port-179-conflict-log', 'frr on worker-1 cannot listen: “bind: Address already in use”.'],
    ['port-179-conflict-log-gobgp', 'gobgp on worker-1 cannot listen: “bind: address already in use”.'],
    [
      'port-179-conflict-silent',
      'gobgpd (pid 1522) holds port 179 of worker-1, and calico, which shows its sessions, listens nowhere.',
    ],
  ])('%s', async (name, title) => {
    expect(await foundBy(CHECK, name)).toMatchObject([{ subject: { kind: 'node', id: 'worker-1' }, title }]);
  });

  test.each(['port-179-conflict-gone', 'port-179-other-speaker', 'bird-not-running'])(
    'a near miss: %s',
    async (name) => {
      expect(await foundBy(CHECK, name)).toEqual([]);
    },
  );
});
