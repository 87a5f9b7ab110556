import { MAX_INLINE, sizeOf } from '../../publish/body.ts';
import type { Attachment, Forge } from '../../publish/forge.ts';
import type { Scope } from '../../redact/scope.ts';
import { visible } from '../../reporters/visible.ts';
import type { Parcel } from './parcel.ts';
import type { Reached } from './reach.ts';

const WIDTH = 10;

/** What is going to be written where, before it is. */
export function describePlan(
  { target, token, forge, project, issue, before }: Reached,
  parcel: Parcel,
  title: string | undefined,
  scope: Scope | undefined,
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
    ['redacted', namesOf(scope)],
  ];
  return rows.map(([label, text]) => `${label.padEnd(WIDTH)}${visible(text)}\n`).join('');
}

function describeFile({ name, octets, kind }: Attachment, { attachesTo, attachesAs }: Forge): string {
  const isLeftOut = attachesTo === 'none' && (kind !== 'capture' || octets.length >= MAX_INLINE);
  return `${name}, ${sizeOf(octets.length)}: ${isLeftOut ? 'not attached; --attach-via branch, release or gist' : attachesAs}`;
}

function namesOf(scope: Scope | undefined): string {
  if (scope === 'addresses') return 'stand-ins for addresses and AS numbers, in all of it';
  if (scope === 'names') return 'stand-ins for names, in all of it; addresses as they are';
  if (scope === 'all') return 'stand-ins for addresses, AS numbers and names, in all of it';
  return 'addresses, AS numbers and names as they are; passwords, keys and tokens are removed';
}
