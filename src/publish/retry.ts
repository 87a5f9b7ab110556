import { HttpFault, faultOf, isPassing } from './http-fault.ts';

export interface Patience {
  readonly sleep: (seconds: number) => Promise<void>;
  /** One line about why it waits. */
  readonly tell: (text: string) => void;
}

const TRIES = 5;
/** Who is asked to wait longer is told so, and can come again. */
const LONGEST = 120;

export type Retry = <T>(what: string, step: () => Promise<T>) => Promise<T>;

/** Repeats a step that may go well the next time, after 1, 2, 4 and 8 seconds, or as long as the server asks for. */
export function createRetry({ sleep, tell }: Patience): Retry {
  return async (what, step) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        return await step();
      } catch (error) {
        const fault = faultOf(error);
        if (fault === null) throw error;
        const wait = fault.retryAfter ?? 2 ** (attempt - 1);
        if (!isPassing(fault) || attempt === TRIES || wait > LONGEST)
          throw new HttpFault(fault.message, fault.status, fault.retryAfter);
        tell(`${what}: ${fault.status ?? fault.message}; again in ${wait} s`);
        // oxlint-disable-next-line no-await-in-loop
        await sleep(wait);
      }
    }
  };
}
