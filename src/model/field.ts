/** One thing that a message says, as people read it. Texts that a peer chose stand in it as they are. */
export interface Field {
  readonly name: string;
  readonly text: string;
  /** What is worth less: the flags of an attribute. */
  readonly remark?: string;
  /** It breaks the format. */
  readonly fault?: true;
}
