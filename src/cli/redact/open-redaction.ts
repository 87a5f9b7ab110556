/** What `--redact` does to a result, to the captures that prove it, and to what a page shows of them. */
import type { Report } from '../../model/report.ts';
import { createIdentities, type Identities } from '../../slice/anonymise/identities.ts';
import { redactReport, withoutSecrets } from '../../redact/report.ts';
import { hidesAddresses, type Scope } from '../../redact/scope.ts';
import { createStandIns, type StandIns } from '../../redact/stand-ins.ts';
import { createCipher, readKey } from '../slice/cipher.ts';
import { UserError } from '../user-error.ts';
import { readMap, writeMap } from './map-file.ts';

export interface RedactOptions {
  readonly redact: Scope | undefined;
  /** Where the originals of the stand-ins are kept. */
  readonly redactionMap: string | undefined;
}

export interface Redaction {
  /** Of the captures that are written; null where they name whom they name. */
  readonly who: Identities | null;
  /** Null where secrets alone go. */
  readonly standIns: StandIns | null;
  /** A text of the evidence, as the report shows it. Names are known once the report was redacted. */
  text(text: string): string;
  /** Secrets go in any case. Keeps the map, before anything else is written. */
  report(report: Report): Promise<Report>;
  /** Writes the map, if one is wanted. */
  keep(): Promise<void>;
}

const NONE: Redaction = {
  who: null,
  standIns: null,
  text: (text) => text,
  report: async (report) => withoutSecrets(report),
  keep: async () => undefined,
};

/** @throws UserError where the map is none of ours, or cannot be written */
export async function openRedaction({ redact: scope, redactionMap }: RedactOptions): Promise<Redaction> {
  if (scope === undefined || scope === 'secrets') {
    if (redactionMap === undefined) return NONE;
    throw new UserError('--redaction-map needs stand-ins to keep', 'Add --redact (or --redact=addresses, =names).');
  }
  const map = redactionMap === undefined ? null : await readMap(redactionMap);
  const key = map?.key ?? (await readKey(undefined));
  const identities = createIdentities(createCipher(key));
  const standIns = createStandIns(scope, identities, map?.names);
  const keep = async (): Promise<void> => {
    if (redactionMap !== undefined) await writeMap(redactionMap, key, standIns);
  };
  return {
    who: hidesAddresses(scope) ? identities : nameless(identities),
    standIns,
    text: standIns.text,
    async report(report) {
      const redacted = redactReport(report, standIns);
      await keep();
      return redacted;
    },
    keep,
  };
}

/** Texts of captures go, addresses and AS numbers stay. */
const nameless = (identities: Identities): Identities => ({
  ...identities,
  address: () => undefined,
  as: (as) => as,
  mac: () => undefined,
  nameOf: (address) => address,
  end: () => undefined,
});
