/** What the last message of an exec says: meta/v1 Status, the exit code in the causes of its details. */
export interface Status {
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** Never throws: nobody would catch it where messages come in. */
export function readStatus(message: Uint8Array): Status {
  try {
    return Object(JSON.parse(new TextDecoder().decode(message)));
  } catch {
    return { message: 'what tells how it ended is no JSON' };
  }
}

/** Throws where the command did not even start. */
export function exitCodeOf({ status, reason, message = '', details }: Status): number {
  if (status === 'Success') return 0;
  const cause = details?.causes?.find((one) => one.reason === 'ExitCode');
  if (reason === 'NonZeroExitCode' && cause !== undefined) return Number(cause.message);
  throw new Error(wordsOf(message));
}

/** The runtime wraps its reason several times: `error executing command in container: …: exec: "sh": … not found in $PATH`. */
function wordsOf(message: string): string {
  const [, missing] = /exec: "([^"]+)"(?:: executable file not found|: stat \S+ no such file)/.exec(message) ?? [];
  if (missing === 'sh') return 'it has no shell';
  if (missing !== undefined) return `it has no ${missing}`;
  const reasons = message.split(': ').filter((part) => part !== 'unknown' && part !== '');
  return reasons.at(-1) ?? 'it does not say why the command did not start';
}
