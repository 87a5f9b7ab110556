import type { Report } from '../model/report.ts';

/** `Report` is the format: nothing is added, left out or renamed. Ends with a newline. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
