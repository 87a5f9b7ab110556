import type { Report } from '../../src/index.ts';

/** What k8sdoctor said, and how it ended. */
export interface Told {
  readonly exitCode: number | null;
  readonly report: Report;
}
