/** A number of places, some of which may turn out not to be there. */
export interface Slots {
  /** Waits for a place; what it resolves to gives it back. Rejects with the reason of `signal`. */
  take(signal: AbortSignal): Promise<() => void>;
  /** One place is not there after all: false if nobody holds another. The place asked with is given back as usual. */
  shrink(): boolean;
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let most = count;
  let held = 0;

  function admit(): void {
    while (held < most && waiting.length > 0) {
      held += 1;
      waiting.shift()?.();
    }
  }

  return {
    take(signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const enter = (): void => {
          signal.removeEventListener('abort', leave);
          let isHeld = true;
          resolve(() => {
            if (!isHeld) return;
            isHeld = false;
            held -= 1;
            admit();
          });
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(signal.reason);
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(enter);
        admit();
      });
    },
    shrink() {
      if (held < 2) return false;
      most = Math.min(most, held - 1);
      return true;
    },
  };
}
