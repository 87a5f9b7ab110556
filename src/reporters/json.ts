import type { Report } from '../model/report.ts';
import { safeJson } from './safe-json.ts';

/** `Report` is the format: nothing is added, left out or renamed. Ends with a newline. */
export function renderJson(report: Report): string {
  return `${safeJson(report, 2)}\n`;
}
