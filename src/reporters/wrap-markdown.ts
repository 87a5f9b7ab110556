import { wrap } from './cells.ts';

/** Markdown as it stands, its long lines wrapped: those of a list below their text, those of a table not at all. */
export function wrapMarkdown(markdown: string, width: number): string {
  return markdown
    .split('\n')
    .flatMap((line) => (line.startsWith('|') ? [line] : wrapLine(line, width)))
    .join('\n');
}

function wrapLine(line: string, width: number): string[] {
  const marker = /^ *(?:[-*]|\d+\.) /.exec(line)?.[0] ?? '';
  return wrap(line.slice(marker.length), width - marker.length).map(
    (part, index) => (index === 0 ? marker : ' '.repeat(marker.length)) + part,
  );
}
