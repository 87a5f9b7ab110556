import { composeBody, MARKER, MAX_INLINE, type Placed } from './body.ts';
import type { Attachment, Comment, Forge, Issue } from './forge.ts';
import { faultOf, isPassing } from './http-fault.ts';
import type { Retry } from './retry.ts';

export interface Publication {
  /** The report in at most so many characters. */
  readonly markdown: (maxLength: number) => string;
  readonly files: readonly Attachment[];
}

export interface Published {
  readonly comment: Comment;
  /** It was there before. */
  readonly isUpdate: boolean;
  readonly placed: readonly Placed[];
}

const UPLOADING = 'it is being uploaded. If this stays, the upload was cut off.';

/**
 * Writes our comment, or writes it anew, with its files. A file that is refused is named in the comment, and the rest goes on.
 * What ends the whole rejects with `HttpFault`: a new comment then says that its files are still to come, an older one is as it was.
 */
export async function publish(forge: Forge, issue: Issue, publication: Publication, retry: Retry): Promise<Published> {
  const { markdown, files } = publication;
  const write = (found: Comment | null, placed: readonly Placed[]): Promise<Comment> => {
    const body = composeBody(markdown, placed, forge.maxLength);
    return retry('the comment', async () => {
      // Looked for anew each time: an answer that was cut off may have been a success.
      const before = found ?? (await forge.findComment(issue, MARKER));
      return before === null ? forge.addComment(issue, body) : forge.editComment(issue, before, body);
    });
  };
  const found = await retry('our comment', () => forge.findComment(issue, MARKER));
  if (forge.attachesTo === 'none') {
    const placed = files.map(inline);
    return { comment: await write(found, placed), isUpdate: found !== null, placed };
  }
  const needsComment = forge.attachesTo === 'comment' && files.length > 0;
  const pending = files.map((file): Placed => ({ file, missing: UPLOADING }));
  const early = needsComment && found === null ? await write(null, pending) : found;
  const placed: Placed[] = [];
  for (const file of files) {
    // oxlint-disable-next-line no-await-in-loop -- a server is not to be hurried
    placed.push(await place(forge, issue, early, file, retry));
  }
  const comment = await write(early, placed);
  const names = placed.filter((one) => 'url' in one).map(({ file }) => file.name);
  if (names.length === files.length) await retry('what was attached before', () => forge.prune(names, issue, comment));
  return { comment, isUpdate: found !== null, placed };
}

async function place(
  forge: Forge,
  issue: Issue,
  comment: Comment | null,
  file: Attachment,
  retry: Retry,
): Promise<Placed> {
  try {
    return { file, url: await retry(file.name, () => forge.attach(file, issue, comment)) };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null || fault.status === null || fault.status === 401 || isPassing(fault)) throw error;
    const said = fault.message === '' ? '' : `: ${fault.message}`;
    return { file, missing: `refused (${fault.status}${said})` };
  }
}

function inline(file: Attachment): Placed {
  if (file.kind === 'capture' && file.octets.length < MAX_INLINE) return { file, inline: true };
  return { file, missing: 'the API of GitHub attaches no files (--attach-via branch, release or gist)' };
}
