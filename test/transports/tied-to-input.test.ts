import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, test } from 'vitest';
import { tiedToInput } from '../../src/transports/tied-to-input.ts';

const SHELLS = [
  { path: '/bin/dash', applet: [] },
  { path: '/bin/bash', applet: ['--posix'] },
  { path: '/usr/bin/busybox', applet: ['sh'] },
].filter(({ path }) => existsSync(path));

/** As a host runs it; `closeInput` is what an SSH connection does that ends. */
function begin({ path, applet }: (typeof SHELLS)[number], argv: readonly string[]) {
  const [, ...rest] = tiedToInput(argv, 60);
  const child = spawn(path, [...applet, ...rest], { stdio: ['pipe', 'pipe', 'ignore'] });
  return { child, printed: text(child.stdout), ended: once(child, 'close') };
}

describe.each(SHELLS)('$path', { concurrent: true }, (shell) => {
  test('gives output and exit code of a command that ends by itself', async ({ expect }) => {
    const { printed, ended } = begin(shell, ['sh', '-c', 'echo "$0" "$1"; exit 3', '$HOME', "it's"]);
    expect(await ended).toEqual([3, null]);
    expect(await printed).toBe("$HOME it's\n");
  });

  test('exits 127 for one that is not there', async ({ expect }) => {
    const { ended } = begin(shell, ['k8sdoctor-has-no-such-command']);
    expect(await ended).toEqual([127, null]);
  });

  test('ends one once its own input ends', async ({ expect }) => {
    const { child, ended } = begin(shell, ['sh', '-c', 'echo $$; exec sleep 60']);
    const [chunk] = await once(child.stdout, 'data');
    child.stdin.end();
    await ended;
    const stat = `/proc/${Number(String(chunk))}/stat`;
    await expect.poll(() => !existsSync(stat) || readFileSync(stat, 'utf8').includes(') Z ')).toBe(true);
  });
});
