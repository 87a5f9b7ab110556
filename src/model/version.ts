/** What runs on a node, by its own word or that of the API. */
export interface VersionSeen {
  /** As outputs name it, or else where it was read. */
  readonly node: string;
  /** `Linux`, `kubelet`, `FRR`, `BIRD` … */
  readonly of: string;
  readonly version: string;
}
