/** A part of a document that can be left out whole, so that no fence and no `<details>` stays open. */
export interface Block {
  readonly lines: readonly string[];
  /** What goes first if there is not room for all; `essential` last. */
  readonly rank: 'picture' | 'detail' | 'essential';
  /** What the reader misses without it. */
  readonly what: string;
}

const ORDER = ['picture', 'detail', 'essential'] as const;
/** For the notice. */
const RESERVE = 400;

/** At most `limit` characters (UTF-16 units, of which no forge counts more): whole blocks are left out, the last first. */
export function fit(head: string, blocks: readonly Block[], foot: string, limit: number): string {
  const texts = blocks.map(({ lines }) => `${lines.join('\n')}\n\n`);
  const kept = new Set(blocks.keys());
  let length = head.length + foot.length + texts.reduce((sum, text) => sum + text.length, 0);
  if (length > limit) {
    for (const rank of ORDER) {
      for (let index = blocks.length - 1; index >= 0 && length + RESERVE > limit; index -= 1) {
        if (blocks[index]?.rank !== rank) continue;
        kept.delete(index);
        length -= texts[index]?.length ?? 0;
      }
    }
  }
  const body = texts.filter((_, index) => kept.has(index)).join('');
  return (
    head +
    body +
    notice(
      blocks.filter((_, index) => !kept.has(index)),
      limit,
    ) +
    foot
  );
}

function notice(missing: readonly Block[], limit: number): string {
  if (missing.length === 0) return '';
  const kinds = [...new Set(missing.map(({ what }) => what))].map(
    (kind) => `${missing.filter(({ what }) => what === kind).length} × ${kind}`,
  );
  return `**Cut to ${limit} characters.** Left out: ${kinds.join(', ')}. The saved result has all of it.\n\n`;
}
