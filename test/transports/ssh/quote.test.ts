import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { quoteArgument, quoteCommand } from '../../../src/transports/ssh/quote.ts';

test('what a shell takes as it is stays readable', () => {
  expect(quoteCommand(['ip', '-j', 'route', 'show', 'table', 'all'])).toBe('ip -j route show table all');
  expect(quoteArgument('--a=/b/c:d,e@f')).toBe('--a=/b/c:d,e@f');
});

test.each([
  '',
  ' ',
  "it's",
  "'",
  "''",
  '"',
  '$HOME',
  '`id`',
  '$(id)',
  '\\',
  "\\'",
  'a\nb',
  '*',
  '~',
  ';&|<>',
  '#',
  '!x',
  '\u{202e}é',
])('a shell gives %j back', (argument) => {
  const printed = execFileSync('sh', ['-c', `printf '[%s]' ${quoteCommand([argument, 'next'])}`], { encoding: 'utf8' });
  expect(printed).toBe(`[${argument}][next]`);
});

test('no shell can be given an octet 0', () => {
  expect(() => quoteArgument('a\0b')).toThrow('octet 0');
});
