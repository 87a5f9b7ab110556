import type { Fleet, Opening, RunResult, Target, Transport } from '../../src/collectors/collector.ts';
import { memorySink } from '../../src/collectors/memory-sink.ts';
import { openSshFleet } from '../../src/transports/ssh/fleet.ts';
import type { SshLab } from './sshd.ts';

export const never: AbortSignal = new AbortController().signal;

/** A person who may be at the terminal, and what was asked of them. */
export interface Person {
  readonly asked: string[];
  readonly opening: Opening;
}

export interface Answers {
  readonly confirm?: (question: string) => boolean;
  /** Null: nobody is there. */
  readonly secret?: (prompt: string) => string | null;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export function person(lab: SshLab, { confirm, secret, env = {}, signal = never }: Answers = {}): Person {
  const asked: string[] = [];
  return {
    asked,
    opening: {
      signal,
      env: { HOME: lab.home, USER: 'root', ...env },
      say: (line) => void asked.push(line),
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve(confirm?.(question) ?? false);
      },
      secret: (prompt) => {
        asked.push(prompt);
        return Promise.resolve(secret?.(prompt) ?? null);
      },
    },
  };
}

/** A fleet, once all of its targets are there. */
export type Reached = Omit<Fleet, 'targets'> & { readonly targets: readonly Target[] };

export async function reach(hosts: readonly string[], opening: Opening): Promise<Reached> {
  const fleet = await openSshFleet(hosts, 8, opening);
  return { ...fleet, targets: await Promise.all(fleet.targets) };
}

export async function withFleet<T>(
  hosts: readonly string[],
  opening: Opening,
  use: (fleet: Reached) => Promise<T>,
): Promise<T> {
  const fleet = await reach(hosts, opening);
  try {
    return await use(fleet);
  } finally {
    await fleet.close();
  }
}

export function hostOf({ targets: [target] }: Pick<Reached, 'targets'>): Transport {
  if (target?.host === undefined || target.host === null) throw new Error('no host was reached');
  return target.host;
}

export async function printed(
  transport: Transport,
  argv: readonly string[],
  signal: AbortSignal = never,
): Promise<RunResult & { readonly stdout: string }> {
  const sink = memorySink(1 << 20);
  const result = await transport.run(argv, sink.stream, { signal, maxBytes: 1 << 20 });
  return { ...result, stdout: new TextDecoder().decode(sink.bytes()) };
}
