import { spawn } from 'node:child_process';

/** So that git asks its helpers, and neither a terminal nor a window. */
const SILENT = { GIT_TERMINAL_PROMPT: '0', GCM_INTERACTIVE: 'never', GIT_ASKPASS: '', SSH_ASKPASS: '' };
const PATIENCE_MS = 10_000;
const LARGEST = 64 << 10;

/** What a program prints; null where it is not installed, fails, or takes too long. */
export function askProgram(
  program: string,
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...env, ...SILENT },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: PATIENCE_MS,
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(0, LARGEST);
    });
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code === 0 ? text : null));
    child.stdin.on('error', () => undefined); // it may end before it has read
    child.stdin.end(input);
  });
}
