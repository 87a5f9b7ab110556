import { expect, test } from 'vitest';
import { wrapMarkdown } from '../../src/reporters/wrap-markdown.ts';

test.each([
  ['prose', 'one two three', 'one two\nthree'],
  ['a list', '- one two three', '- one two\n  three'],
  ['a list of steps, and one within', '1. one two\n   - three four', '1. one\n   two\n   - thre\n     e\n     four'],
  ['paragraphs', 'one\n\ntwo', 'one\n\ntwo'],
  ['a table', '| one | two |', '| one | two |'],
])('%s', (_, markdown, wrapped) => {
  expect(wrapMarkdown(markdown, 9)).toBe(wrapped);
});
