import { expect, test } from 'vitest';
import { exitCodeOf, readStatus } from '../../../src/transports/kube/exec-status.ts';

test('the exit code is in the causes', () => {
  expect(exitCodeOf({ status: 'Success' })).toBe(0);
  const causes = [{ reason: 'ExitCode', message: '7' }];
  expect(exitCodeOf({ status: 'Failure', reason: 'NonZeroExitCode', details: { causes } })).toBe(7);
});

test.each(['', '\ufffd{"status":"Success"}', 'null', '[]'])(
  'a status that is none is a command that failed: %j',
  (text) => {
    expect(() => exitCodeOf(readStatus(new TextEncoder().encode(text)))).toThrow(/is no JSON|does not say why/);
  },
);

// As containerd 1.6 with runc 1.1 says it, through kubelet 1.34.
const runc = (why: string): string =>
  'Internal error occurred: error executing command in container: failed to exec in container: failed to start exec ' +
  `"0e": OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`;

test.each([
  [runc('exec: "sh": executable file not found in $PATH'), 'it has no shell'],
  [runc('exec: "/bin/birdcl": stat /bin/birdcl: no such file or directory'), 'it has no /bin/birdcl'],
  [runc('error adding pid 7 to cgroups: permission denied'), 'permission denied'],
  ['', 'it does not say why the command did not start'],
])('a command that did not start: %s', (message, told) => {
  expect(() => exitCodeOf({ status: 'Failure', reason: 'InternalError', message })).toThrow(told);
});
