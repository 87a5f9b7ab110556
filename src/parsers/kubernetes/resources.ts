/** Kubernetes resources as values: alone, as a list, or in the dump of `kubectl cluster-info`. */
import type { Resource } from '../../model/cluster.ts';
import { type Fields, createLineFinder, fieldsOf, isFields, listOf, textOf } from '../fields.ts';
import type { JsonFormat, Output, JsonSection } from '../format.ts';
import { kubernetesStatus } from '../kubernetes-status.ts';

/** A cluster of 5,000 nodes with their pods has fewer. */
const MOST = 200_000;

/** Resources in a value, lists taken apart; `lineOf` tells where each stands. */
export function resourcesOf(
  value: unknown,
  source: string,
  lineOf: (index: number, body: Fields) => number,
): readonly Resource[] {
  return flatten(value)
    .slice(0, MOST)
    .flatMap((body, index) => {
      const { kind, apiVersion } = { kind: textOf(body['kind']), apiVersion: textOf(body['apiVersion']) };
      const metadata = fieldsOf(body['metadata']);
      const name = textOf(metadata['name']) ?? '';
      // Its values are nobody's business, and nothing here asks for them.
      if (kind === null || apiVersion === null || kind === 'Secret') return [];
      const text = `${kind} ${name}`.trim();
      return [
        {
          apiVersion,
          kind,
          name,
          namespace: textOf(metadata['namespace']),
          body,
          at: { source, line: lineOf(index, body), text },
        },
      ];
    });
}

/** A list of one kind leaves `kind` and `apiVersion` out of its items: `NodeList`. */
function flatten(value: unknown): readonly Fields[] {
  if (Array.isArray(value)) return value.filter(isFields).flatMap(flatten);
  const fields = fieldsOf(value);
  const items = fields['items'];
  if (!Array.isArray(items)) return [fields];
  const kind = textOf(fields['kind'])?.replace(/List$/, '') ?? '';
  const given = kind === '' ? {} : { kind, apiVersion: fields['apiVersion'] };
  return listOf(items)
    .filter(isFields)
    .map((item) => ('kind' in item ? item : { ...given, ...item }));
}

export const isResources = (value: unknown): boolean => {
  const [first] = flatten(value);
  const whole = fieldsOf(value);
  return [first, whole].some((body) => textOf(body?.['kind']) !== null && textOf(body?.['apiVersion']) !== null);
};

export const kubernetesResources: JsonFormat = {
  name: 'Kubernetes resources',
  recognises: isResources,
  parse(value, section) {
    const find = createLineFinder(section.lines);
    const lineOf = (_: number, body: Fields): number =>
      section.line + find(`"name": "${textOf(fieldsOf(body['metadata'])['name']) ?? ''}"`);
    return { ...statusIn(value, section), cluster: { resources: resourcesOf(value, section.source, lineOf) } };
  },
};

/** What the same resources tell of sessions. */
export const statusIn = (value: unknown, section: JsonSection): Pick<Output, 'peers'> =>
  kubernetesStatus.recognises(value, null) ? kubernetesStatus.parse(value, section) : {};
