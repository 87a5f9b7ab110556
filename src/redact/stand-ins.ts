import type { Identities } from '../slice/anonymise/identities.ts';
import { type Names, createNames } from './names.ts';
import { type Numbers, createNumbers } from './numbers.ts';
import { type Scope, hidesAddresses, hidesNames } from './scope.ts';

/** They last for a run, or longer: the same ones for reports, texts and captures. */
export interface StandIns {
  readonly scope: Scope;
  readonly names: Names;
  readonly numbers: Numbers;
  /** A text with all that are known by now; one that is a name by itself, whatever it is. */
  text(text: string): string;
}

/** @param known originals by their stand-ins, of an earlier run */
export function createStandIns(scope: Scope, identities: Identities, known?: ReadonlyMap<string, string>): StandIns {
  const names = createNames(known);
  const numbers = createNumbers(identities);
  return {
    scope,
    names,
    numbers,
    text(text) {
      const named = hidesNames(scope) ? (names.standIn(text) ?? names.redact(text)) : text;
      return hidesAddresses(scope) ? numbers.redact(named) : named;
    },
  };
}
