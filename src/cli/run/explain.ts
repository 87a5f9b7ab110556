import { explainCheck } from '../../checks/explain.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { Context } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { print } from '../io.ts';
import { nearest } from '../nearest.ts';
import { UserError } from '../user-error.ts';

/** Prints the page of a finding, or the list of all. */
export async function runExplain({ io }: Context, [id, ...others]: readonly string[]): Promise<number> {
  if (others.length > 0) throw new UserError('explain takes one id', 'k8sdoctor explain lists them.');
  await print(io.stdout, id === undefined ? listFindings() : explainOne(id));
  return exitCode({
    ran: true,
    interrupted: null,
    summary: { error: 0, warning: 0, info: 0 },
    failOn: 'never',
    partial: false,
  });
}

function listFindings(): string {
  const width = Math.max(...CHECKS.map(({ id }) => id.length));
  return CHECKS.map(({ id, severity, docs }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${docs.what}\n`).join('');
}

function explainOne(id: string): string {
  const check = CHECKS.find((candidate) => candidate.id === id);
  if (check !== undefined) return explainCheck(check);
  const near = nearest(
    id,
    CHECKS.map((candidate) => candidate.id),
  );
  const hint = near.length === 0 ? 'k8sdoctor explain lists them.' : `Did you mean ${near.join(' or ')}?`;
  throw new UserError(`there is no finding ${id}`, hint);
}
