import type { Interrupt, Io } from './io.ts';

export interface Interrupts {
  readonly received: Interrupt | null;
  /** Aborted at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Aborted a while after it. */
  readonly lateSignal: AbortSignal;
  /** As if the signal had come. */
  interrupt(name: Interrupt): void;
  stop(): void;
}

/** The reason of the signals: what a command ends with that had nothing to tell by then. */
class Interrupted extends Error {
  readonly interrupt: Interrupt;

  constructor(interrupt: Interrupt) {
    super('interrupted before there was anything to tell');
    this.interrupt = interrupt;
  }
}

/** Of an error that a signal's reason is, or has caused. */
export function interruptOf(error: unknown): Interrupt | null {
  if (error instanceof Interrupted) return error.interrupt;
  return error instanceof Error && error.cause !== undefined ? interruptOf(error.cause) : null;
}

/** The same ^C ends tcpdump at the other end of a pipe, which then writes what it still holds. */
const GRACE_MS = 1000;

/** The first interrupt ends the reading, and the result is still written; a second one ends the process as usual. */
export function watchInterrupts(io: Io): Interrupts {
  const now = new AbortController();
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let received: Interrupt | null = null;

  const listeners = { SIGINT: () => take('SIGINT'), SIGTERM: () => take('SIGTERM') };
  function take(name: Interrupt): void {
    received = name;
    ignore();
    now.abort(new Interrupted(name));
    timer = setTimeout(() => late.abort(), GRACE_MS);
  }
  function ignore(): void {
    io.off?.('SIGINT', listeners.SIGINT);
    io.off?.('SIGTERM', listeners.SIGTERM);
  }

  io.on?.('SIGINT', listeners.SIGINT);
  io.on?.('SIGTERM', listeners.SIGTERM);
  return {
    signal: now.signal,
    lateSignal: late.signal,
    interrupt: take,
    get received() {
      return received;
    },
    stop() {
      ignore();
      clearTimeout(timer);
    },
  };
}
