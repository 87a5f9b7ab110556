import type { AnyAuthMethod, AuthHandlerMiddleware, Prompt } from 'ssh2';
import type { Keyring } from './keyring.ts';

export interface Login {
  readonly user: string;
  /** `alice@worker-1`: whose password is asked for. */
  readonly account: string;
  readonly keyring: Keyring;
  secret(prompt: string): Promise<string | null>;
  /** Nothing is left to try. @param tried in words, @param taken the methods that the host would take */
  refused(tried: readonly string[], taken: readonly string[]): void;
}

const ATTEMPTS = 3; // NumberOfPasswordPrompts of ssh

/** What ssh2 asks for the next way to log in: keys, then what has to be typed, where somebody can type it. */
export function createLogin(login: Login): AuthHandlerMiddleware {
  const tried: string[] = [];
  const attempts = tryAll(login, tried);
  let taken: readonly string[] = [];
  return (left, _partial, next) => {
    taken = left ?? taken; // null before the first
    attempts.next(taken).then(
      ({ value, done }) => (done === true ? login.refused(tried, taken) : next(value)),
      () => login.refused(tried, taken),
    );
  };
}

/** Yields attempts; gets what the host would take after each. A host may want several, one after the other. */
async function* tryAll(
  { user: username, account, keyring, secret }: Login,
  tried: string[],
): AsyncGenerator<AnyAuthMethod, void, readonly string[]> {
  let taken = yield { type: 'none', username };
  if (taken.includes('publickey') && keyring.size > 0) {
    tried.push(...keyring.names);
    yield { type: 'agent', username, agent: keyring.agent };
    // After an agent's keys ssh2 does not hand on what is wanted next.
    taken = yield { type: 'none', username };
  }
  const person = { isThere: true };
  /** Asked for with the words of the host, which may want more than a password. */
  async function answer(instructions: string, prompts: readonly Prompt[]): Promise<string[]> {
    const answers: string[] = [];
    for (const { prompt } of prompts) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const typed = await secret(`${account}: ${`${instructions} ${prompt}`.trim()} `);
      person.isThere &&= typed !== null;
      answers.push(typed ?? '');
    }
    return answers;
  }
  for (let i = 0; i < ATTEMPTS && person.isThere && taken.includes('keyboard-interactive'); i++) {
    tried.push('keyboard-interactive');
    taken = yield {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, instructions, _language, prompts, finish) => void answer(instructions, prompts).then(finish),
    };
  }
  for (let i = 0; i < ATTEMPTS && person.isThere && taken.includes('password'); i++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const password = await secret(`Password of ${account}: `);
    if (password === null) break;
    tried.push('password');
    taken = yield { type: 'password', username, password };
  }
}
