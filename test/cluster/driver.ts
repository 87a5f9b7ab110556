/** What a test lets the exec transport do in a process of its own, which it may kill; prints a line of JSON. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../../src/transports/kube/client.ts';
import { execTransport } from '../../src/transports/kube/exec.ts';
import { loadConfig } from '../../src/transports/kube/load-config.ts';

export interface Task {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly argv: readonly string[];
  readonly abortAfterMs?: number;
  readonly maxBytes?: number;
  /** Of the sink, in bytes a second. */
  readonly speed?: number;
  /** Where it all goes, instead of into a hash. */
  readonly file?: string;
}

export interface Done {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly error: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly text: string;
  /** Of this process, in bytes. */
  readonly mostMemory: number;
  /** Of the command, connection and all. */
  readonly seconds: number;
}

const TEXT_MOST = 1000;

export async function main(task: Task): Promise<void> {
  const { speed, maxBytes = Infinity, abortAfterMs, file } = task;
  const handle = file === undefined ? null : await open(file, 'w');
  const client = createClient(await loadConfig({ kubeconfig: undefined, context: undefined }, process.env));
  const transport = execTransport(client, { ...task, node: 'node', label: task.pod, mostSeconds: 600 });
  const hash = createHash('sha256');
  let bytes = 0;
  let text = '';
  const sink = new WritableStream<Uint8Array>({
    async write(chunk) {
      bytes += chunk.length;
      if (handle !== null) return handle.writeFile(chunk);
      hash.update(chunk);
      if (text.length < TEXT_MOST) text += new TextDecoder().decode(chunk);
      if (speed !== undefined) await sleep((chunk.length / speed) * 1000);
    },
  });
  const began = performance.now();
  const signal = abortAfterMs === undefined ? new AbortController().signal : AbortSignal.timeout(abortAfterMs);
  const ended = await transport.run(task.argv, sink, { signal, maxBytes }).then(
    ({ exitCode, stderr }) => ({ exitCode, stderr, error: null }),
    (error: unknown) => ({ exitCode: null, stderr: '', error: error instanceof Error ? error.message : String(error) }),
  );
  const seconds = (performance.now() - began) / 1000;
  await handle?.close();
  const mostMemory = process.resourceUsage().maxRSS * 1024;
  const done: Done = {
    ...ended,
    bytes,
    sha256: hash.digest('hex'),
    text: text.slice(0, TEXT_MOST),
    mostMemory,
    seconds,
  };
  process.stdout.write(`${JSON.stringify(done)}\n`);
}
