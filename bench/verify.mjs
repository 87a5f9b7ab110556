import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose } from './cases.mjs';
import { CACHE } from './inputs/index.mjs';
import { measure } from './measure.mjs';

/** A fast run that read half of the file is worth nothing: the report has to count what the generator wrote. */
export function verifyReport(input) {
  const output = join(CACHE, 'report.json');
  rmSync(output, { force: true });
  measure(diagnose(input.path, output));
  const report = JSON.parse(readFileSync(output, 'utf8'));
  const packets = report.sources.reduce((total, source) => total + source.packets, 0);
  const updates = report.sessions.reduce((total, session) => total + session.messages.update, 0);
  if (packets !== input.packets)
    throw new Error(`${input.path}: the report counts ${packets} packets, the capture has ${input.packets}`);
  if (updates !== input.updates)
    throw new Error(`${input.path}: the report counts ${updates} UPDATEs, the capture has ${input.updates}`);
}
