import type { Reference, Report, Severity } from '../model/report.ts';

/** Every format of a result. Text is written by the command, which knows the terminal; the others are the same everywhere. */
export const FORMATS = ['text', 'json', 'jsonl', 'markdown', 'sarif', 'junit', 'github', 'html'] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderOptions {
  /** What the checks say of themselves. */
  readonly rules: readonly Rule[];
  /** Characters that Markdown may have. */
  readonly maxLength?: number;
}

/** A check as it is explained to whoever meets its id. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly what: string;
  readonly why: string;
  readonly references: readonly Reference[];
  /** All of it, as Markdown. */
  readonly page: () => string;
}

/** The result ends with a newline. */
type Render = (report: Report, options: RenderOptions) => string;

/** Of a page the command hands in more: the messages, the capture, the script that the build made. */
type PlainFormat = Exclude<Format, 'text' | 'html'>;

const LOADERS: Readonly<Record<PlainFormat, () => Promise<Render>>> = {
  json: async () => (await import('./json.ts')).renderJson,
  jsonl: async () => (await import('./jsonl.ts')).renderJsonLines,
  markdown: async () => (await import('./markdown.ts')).renderMarkdown,
  sarif: async () => (await import('./sarif.ts')).renderSarif,
  junit: async () => (await import('./junit.ts')).renderJunit,
  github: async () => (await import('./github.ts')).renderGithub,
};

/** Loaded only where it is asked for. */
export function loadRender(format: PlainFormat): Promise<Render> {
  return LOADERS[format]();
}
