import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostOf, person, printed, withFleet } from './opening.ts';
import { createSshLab, missing, type Sshd, type SshLab } from './sshd.ts';

describe.skipIf(missing.length > 0)('logging in', () => {
  let lab: SshLab;
  let host: Sshd;
  beforeAll(async () => {
    lab = createSshLab();
    host = await lab.sshd('host');
    lab.known(host.known);
  });
  afterAll(() => lab.close());

  test('with a key of ~/.ssh, as root', async () => {
    lab.key('.ssh/id_ed25519');
    const { opening, asked } = person(lab);
    await withFleet([host.address], opening, async (fleet) => {
      const transport = hostOf(fleet);
      expect(transport.label).toBe('ssh root@127.0.0.1');
      expect(await printed(transport, ['echo', '$HOME; `id`', "it's", '\\ "x"'])).toEqual({
        exitCode: 0,
        stderr: '',
        stdout: '$HOME; `id` it\'s \\ "x"\n',
      });
    });
    expect(asked).toEqual([]);
  });
});
