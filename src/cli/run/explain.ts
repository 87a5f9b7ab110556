import { explainCheck } from '../../checks/explain.ts';
import { CHECKS } from '../../checks/registry.ts';
import { toAscii } from '../../reporters/ascii.ts';
import { wrap } from '../../reporters/cells.ts';
import { wrapMarkdown } from '../../reporters/wrap-markdown.ts';
import type { Context } from '../command.ts';
import { print } from '../io.ts';
import { nearest } from '../nearest.ts';
import { isUnicode, widthOf } from '../terminal.ts';
import { UserError } from '../user-error.ts';

/** Prints the page of a finding, or the list of all. */
export async function runExplain({ io }: Context, [id, ...others]: readonly string[]): Promise<number> {
  if (others.length > 0) throw new UserError('explain takes one id', 'k8sdoctor explain lists them.');
  // In a pipe or a file, Markdown stays as it is, and the list has a line for each finding.
  const width = io.stdout.isTTY === true ? widthOf(io.stdout) : Infinity;
  const text = id === undefined ? listFindings(width) : wrapMarkdown(findPage(id), width);
  await print(io.stdout, isUnicode(io, false) ? text : toAscii(text));
  return 0;
}

function listFindings(width: number): string {
  const column = Math.max(...CHECKS.map(({ id }) => id.length)) + 2;
  const lines = CHECKS.flatMap(({ id, severity, docs }) =>
    wrap(`${severity}: ${docs.what}`, width - column).map(
      (line, index) => (index === 0 ? id : '').padEnd(column) + line,
    ),
  );
  return `${lines.join('\n')}\n`;
}

function findPage(id: string): string {
  const check = CHECKS.find((candidate) => candidate.id === id);
  if (check !== undefined) return explainCheck(check);
  const near = nearest(
    id,
    CHECKS.map((candidate) => candidate.id),
  );
  const hint = near.length === 0 ? 'k8sdoctor explain lists them.' : `Did you mean ${near.join(' or ')}?`;
  throw new UserError(`there is no finding ${id}`, hint);
}
