import { createPaths } from '../../../bundles/path.ts';
import type { Artifact, Collector, Topic } from '../../../collectors/collector.ts';
import type { ManifestEntry } from '../../../model/bundle.ts';
import type { Incomplete } from '../../../model/report.ts';
import type { Paste } from '../../../parsers/recognise.ts';
import { type RemovedFrom, redactArtifacts, redactBytes } from '../../../redact/artifacts.ts';
import { redactSecrets } from '../../../redact/secrets.ts';
import { createKnownSecrets } from '../../../redact/secrets/known.ts';
import { lineGaps } from '../line-gaps.ts';
import type { Live } from './running.ts';

/** Takes what was had: into the bundle, into the analysis, into the list. */
export interface Keeper {
  /** Gives what was recognised in it, if anybody asks. */
  keep(artifact: Artifact, collector: Collector | null): Promise<Paste | null>;
  note(entry: ManifestEntry): void;
  /** Nothing was captured there, since its sessions are up. */
  spare(node: string): void;
  /** Two hosts may bear one name: then the second one's files have a number. */
  pathOf(path: string): string;
  /** Takes out of all that is written what was known for a secret only later. */
  settle(): Promise<void>;
}

export interface Kept {
  readonly spared: string[];
  readonly entries: ManifestEntry[];
  readonly incomplete: Incomplete[];
  readonly removed: RemovedFrom[];
}

export function createKeeper({ intake, writer, topics }: Live, { entries, incomplete, removed, spared }: Kept): Keeper {
  const pathOf = createPaths();
  const secrets = createKnownSecrets();
  /** How much was known as each was written. */
  const known = new Map<ManifestEntry, number>();

  /** Once more: what it takes out is in the list already, if not of this file. */
  function again(path: string, text: string): string {
    const redacted = redactSecrets(text, secrets);
    for (const one of redacted.log) removed.push({ path, ...one });
    return redacted.text;
  }

  async function settle(): Promise<void> {
    for (const [index, entry] of entries.entries()) {
      if ((known.get(entry) ?? secrets.size) === secrets.size) continue;
      const note = (text: string): string => again(entry.path, text);
      const change = (bytes: Uint8Array): Uint8Array => redactBytes(bytes, note);
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they were written
      const written = entry.status === 'failed' ? null : ((await writer?.rewrite(entry.path, change)) ?? null);
      const reason = entry.reason === null ? null : note(entry.reason);
      entries[index] = { ...entry, ...written, command: entry.command?.map(note) ?? null, reason };
    }
  }

  return {
    pathOf,
    settle,
    note: (entry) => void entries.push(entry),
    spare: (node) => void spared.push(node),
    async keep(found, collector) {
      const path = pathOf(found.path);
      const { artifacts, log } = redactArtifacts([{ ...found, path }], secrets);
      const [artifact = found] = artifacts;
      removed.push(...log);
      const entry = toEntry(artifact, collector);
      if (artifact.status === 'failed') {
        known.set(entry, secrets.size);
        entries.push(entry);
        return null;
      }
      const { bytes } = artifact;
      const written = await writer?.write(path, bytes);
      const kept = { ...entry, bytes: bytes.length, sha256: written?.sha256 ?? null };
      known.set(kept, secrets.size);
      entries.push(kept);
      // A collection reads only what it decides by; whoever reads the bundle reads the rest.
      if (!isOfTopics(kept, writer === null ? topics : ['status'])) return null;
      const paste = intake.output(kept, '', new TextDecoder().decode(bytes));
      incomplete.push(...lineGaps(paste, path));
      return paste;
    },
  };
}

function toEntry(artifact: Artifact, collector: Collector | null): ManifestEntry {
  const { path, command, status, node = null, speaker = null, pod = null, exitCode = null } = artifact;
  return {
    path,
    kind: 'output',
    node,
    speaker,
    pod,
    command,
    status,
    exitCode,
    reason: status === 'failed' ? artifact.reason : null,
    bytes: null,
    sha256: null,
    topics: collector?.topics ?? null,
    essential: collector?.essential ?? false,
  };
}

const isOfTopics = (entry: ManifestEntry, topics: readonly Topic[]): boolean =>
  entry.topics === null || topics.some((topic) => entry.topics?.includes(topic));
