/** What a report needs of GitHub, GitLab and Gitea. Each call may be repeated: it looks before it writes. */
export const FORGES = ['github', 'gitlab', 'gitea'] as const;
export type ForgeKind = (typeof FORGES)[number];

export interface Forge {
  readonly kind: ForgeKind;
  /** Characters of a comment. */
  readonly maxLength: number;
  /** `comment`: a file belongs to the comment, which has to be there first. `none`: what is not in the comment's text is left out. */
  readonly attachesTo: 'comment' | 'project' | 'none';
  /** How, for whoever is asked. */
  readonly attachesAs: string;
  project(): Promise<Project>;
  issue(number: number): Promise<Issue>;
  /** The open issue of this title that we opened, or a new one. */
  openIssue(title: string, body: string): Promise<Issue>;
  /** Ours: it begins with `marker`. */
  findComment(issue: Issue, marker: string): Promise<Comment | null>;
  addComment(issue: Issue, body: string): Promise<Comment>;
  editComment(issue: Issue, comment: Comment, body: string): Promise<Comment>;
  /** Names are by content: what is there by that name is the same. Resolves to where it can be had. */
  attach(file: Attachment, issue: Issue, comment: Comment | null): Promise<string>;
  /** Takes away what earlier runs attached. */
  prune(names: readonly string[], issue: Issue, comment: Comment): Promise<void>;
}

export interface Project {
  readonly name: string;
  /** Anybody can read it: true too where it is not told. */
  readonly isPublic: boolean;
}
export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly isLocked: boolean;
}
export interface Comment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

export interface Attachment {
  /** `capture-1a2b3c4d.pcap`: with the beginning of its SHA-256. */
  readonly name: string;
  readonly octets: Uint8Array;
  readonly type: string;
  readonly sha256: string;
  readonly kind: 'capture' | 'page';
}

/** Of GitHub, whose API has no attachments. */
export const ATTACH_VIA = ['branch', 'release', 'gist'] as const;
export type AttachVia = (typeof ATTACH_VIA)[number];

/** Where a report goes. */
export interface Target {
  readonly kind: ForgeKind;
  /** `https://gitea.example:3000/prefix` */
  readonly base: string;
  /** `owner/repository`; of GitLab with all its groups. */
  readonly project: string;
  readonly issue: number | null;
  /** `issue` counts merge requests, of GitLab. */
  readonly isMergeRequest: boolean;
}
