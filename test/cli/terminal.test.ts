import { describe, expect, test } from 'vitest';
import { createPaint, isColoured, isUnicode, widthOf } from '../../src/cli/terminal.ts';
import { fakeIo } from './fake-io.ts';

const io = (env: Readonly<Record<string, string>>) => fakeIo({ env });

describe('colour: --color/--no-color > FORCE_COLOR > NO_COLOR > TERM=dumb > terminal', () => {
  test.each<[string, boolean, boolean | undefined, Record<string, string>, boolean]>([
    ['a terminal', true, undefined, {}, true],
    ['a pipe', false, undefined, {}, false],
    ['a dumb terminal', true, undefined, { TERM: 'dumb' }, false],
    ['NO_COLOR', true, undefined, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR, which says nothing', true, undefined, { NO_COLOR: '' }, true],
    ['FORCE_COLOR', false, undefined, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR over NO_COLOR', false, undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['FORCE_COLOR that is empty', true, undefined, { FORCE_COLOR: '', NO_COLOR: '1' }, false],
    ['FORCE_COLOR=0', true, undefined, { FORCE_COLOR: '0' }, false],
    ['--color over NO_COLOR', false, true, { NO_COLOR: '1' }, true],
    ['--no-color over FORCE_COLOR', true, false, { FORCE_COLOR: '1' }, false],
  ])('%s', (_, isTTY, color, env, expected) => {
    expect(isColoured(io(env), { isTTY }, color)).toBe(expected);
  });
});

describe('Unicode', () => {
  test.each<[string, Record<string, string>, boolean, boolean]>([
    ['a UTF-8 locale', { LANG: 'en_GB.UTF-8' }, false, true],
    ['C.utf8', { LANG: 'C.utf8' }, false, true],
    ['LC_ALL over LANG', { LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, false, false],
    ['no locale', {}, false, false],
    ['an old locale', { LANG: 'de_DE.ISO-8859-1' }, false, false],
    ['the console of Linux', { LANG: 'C.UTF-8', TERM: 'linux' }, false, false],
    ['--ascii', { LANG: 'C.UTF-8' }, true, false],
  ])('%s', (_, env, ascii, expected) => {
    expect(isUnicode(io(env), ascii)).toBe(expected);
  });
});

test.each([
  [undefined, 80],
  [100, 100],
  [300, 120],
  [10, 60],
])('%s columns: lines of %i cells', (columns, width) => {
  expect(widthOf(columns === undefined ? {} : { columns })).toBe(width);
});

test('paint', async () => {
  expect((await createPaint(false)).error('x')).toBe('x');
  expect((await createPaint(true)).error('x')).toBe('\u{1b}[31mx\u{1b}[39m');
});
