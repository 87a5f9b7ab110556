/** Bundles of other tools, brought to the paths of ours. An adapter knows names, and reads only what tells whose the others are. */
import type { Manifest, ManifestEntry } from '../../model/bundle.ts';

/** A file as its archive lists it, without the folder that all lies in. */
export interface Listed {
  readonly name: string;
  readonly size: number;
}

/** Where a file belongs in a bundle of ours. */
export interface Placed extends Pick<
  ManifestEntry,
  'path' | 'kind' | 'node' | 'speaker' | 'pod' | 'command' | 'topics'
> {
  readonly essential: boolean;
  /** Its name in the archive, without the folder that all lies in. */
  readonly from: string;
}

/** What was to be expected and is not there. */
export type Missing = Omit<Placed, 'from' | 'kind'>;

export interface Layout {
  /** Of the tool, or of what it looked at: `Cilium 1.17.3`; null where nothing tells. */
  readonly version: string | null;
  readonly nodes: Manifest['nodes'];
  readonly placed: readonly Placed[];
  readonly missing: readonly Missing[];
}

export interface Adapter {
  /** As messages and `sources` name it. */
  readonly tool: string;
  /** The name of a file that no other tool makes. Its first group is the folder that all lies in. */
  readonly sign: RegExp;
  /** Small files that tell whose the others are, or what made them; names without that folder. */
  readonly tells: RegExp;
  layOut(files: readonly Listed[], told: ReadonlyMap<string, string>): Layout;
}
