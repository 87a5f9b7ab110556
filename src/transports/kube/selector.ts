/** Which nodes a resource means, by their labels. */
import { fieldsOf, listOf, textOf } from '../../parsers/fields.ts';

export type Labels = Readonly<Record<string, string>>;

/** meta/v1 LabelSelector; an absent one matches every node. */
export function matchesSelector(selector: unknown, labels: Labels): boolean {
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  return (
    Object.entries(fieldsOf(matchLabels)).every(([key, value]) => labels[key] === value) &&
    listOf(matchExpressions).every((expression) => matchesExpression(fieldsOf(expression), labels))
  );
}

function matchesExpression(expression: Readonly<Record<string, unknown>>, labels: Labels): boolean {
  const key = textOf(expression['key']) ?? '';
  const values = listOf(expression['values']);
  const value = labels[key];
  switch (expression['operator']) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return true; // of a later version: better a node too many
  }
}

/** Calico's expressions: `all()`, `has(key)`, `key == 'value'`, joined by `&&`. True of what we do not read. */
export function matchesCalico(selector: string, labels: Labels): boolean {
  if (/\|\||[()]\s*\(|\bin\b|contains|starts|ends/.test(selector)) return true;
  return selector.split('&&').every((term) => matchesTerm(term.trim(), labels));
}

function matchesTerm(term: string, labels: Labels): boolean {
  const [, not = '', name] = /^(!?)\s*has\(([^)]+)\)$/.exec(term) ?? [];
  if (name !== undefined) return Object.hasOwn(labels, name.trim()) !== (not === '!');
  const [, key = '', operator, value] = /^(\S+)\s*(==|!=)\s*["']([^"']*)["']$/.exec(term) ?? [];
  if (operator === undefined) return true;
  return (labels[key] === value) === (operator === '==');
}
