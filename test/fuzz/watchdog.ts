import { Worker } from 'node:worker_threads';

/** A run that takes longer has not ended: an input has 300 KB at most, and a run some milliseconds. */
const MOST_SECONDS = 60;

export interface Watchdog {
  /** Something has ended; what comes next has all of its time again. */
  alive(): void;
  stop(): Promise<number>;
}

/** A loop without an end keeps its own thread from telling of it: another one says where the input is, and ends the process. */
export function startWatchdog(input: string): Watchdog {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const script = `
    const { workerData: { beats, input, most } } = require('node:worker_threads');
    let last = -1;
    let since = Date.now();
    setInterval(() => {
      if (beats[0] !== last) [last, since] = [beats[0], Date.now()];
      else if (Date.now() - since > most) {
        require('node:fs').writeSync(2, 'fuzz: no end of ' + input + ' within ' + most / 1000 + ' s\\n');
        process.kill(process.pid, 'SIGKILL');
      }
    }, 1000);`;
  const worker = new Worker(script, { eval: true, workerData: { beats, input, most: MOST_SECONDS * 1000 } });
  return { alive: () => void Atomics.add(beats, 0, 1), stop: () => worker.terminate() };
}
