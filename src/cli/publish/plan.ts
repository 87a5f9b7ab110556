import { MAX_INLINE, sizeOf } from '../../publish/body.ts';
import type { Attachment, Forge } from '../../publish/forge.ts';
import { visible } from '../../reporters/visible.ts';
import type { Parcel } from './parcel.ts';
import type { Reached } from './reach.ts';

const WIDTH = 10;

/** What is going to be written where, before it is. */
export function describePlan(
  { target, token, forge, project, issue, before }: Reached,
  parcel: Parcel,
  title: string | undefined,
  raw: boolean,
): string {
  const { base } = target;
  const isPlain = base.startsWith('http:') && !/^(?:localhost|127\.|\[::1\])/.test(new URL(base).host);
  const rows: readonly (readonly [string, string])[] = [
    [
      'where',
      issue === null ? `a new issue of ${base}/${project.name}: ${title ?? ''}` : `${issue.url} (${issue.title})`,
    ],
    [
      '',
      `${project.isPublic ? 'public: anybody can read it' : 'not public'}${issue?.isLocked === true ? '; locked' : ''}`,
    ],
    ['as', before === null ? 'a new comment' : `the comment of an earlier run, written anew: ${before.url}`],
    ['token', `that of ${token.from}${isPlain ? '; it travels in plain over http' : ''}`],
    ['text', `${parcel.markdown(forge.maxLength).length} characters of Markdown`],
    ...parcel.files.map((file) => ['file', describeFile(file, forge)] as const),
    ...(parcel.withoutCapture === null ? [] : [['file', `no capture: ${parcel.withoutCapture}`] as const]),
    ['names', namesOf(parcel, project.isPublic, raw)],
  ];
  return rows.map(([label, text]) => `${label.padEnd(WIDTH)}${visible(text)}\n`).join('');
}

function describeFile({ name, octets, kind }: Attachment, { attachesTo, attachesAs }: Forge): string {
  const isLeftOut = attachesTo === 'none' && (kind !== 'capture' || octets.length >= MAX_INLINE);
  return `${name}, ${sizeOf(octets.length)}: ${isLeftOut ? 'not attached; --attach-via branch, release or gist' : attachesAs}`;
}

function namesOf({ isAnonymised }: Parcel, isPublic: boolean, raw: boolean): string {
  if (isAnonymised)
    return 'addresses, AS numbers and names are stand-ins, in all of it; --raw-capture has the real ones';
  return `addresses, AS numbers and names as they are${isPublic && raw ? ', as --raw-capture asks' : ''}`;
}
