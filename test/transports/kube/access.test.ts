import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Right, rightsFor } from '../../../src/transports/kube/access.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}
interface Document {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules?: readonly Rule[];
}

const documents = parseAllDocuments(readFileSync(new URL('../../../deploy/rbac.yaml', import.meta.url), 'utf8')).map(
  (document): Document => document.toJS(),
);

/** `list crd.projectcalico.org/bgppeers`, by mode. */
const granted = documents.flatMap(({ metadata, rules = [] }) =>
  rules.flatMap(({ apiGroups, resources, verbs, resourceNames = [''] }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) =>
          resourceNames.map((name) => `${metadata.name} ${verb} ${group}/${resource} ${name}`.trim()),
        ),
      ),
    ),
  ),
);
const asked = ({ mode, verb, group, resource, name = '' }: Right): string =>
  `k8sdoctor-${mode} ${verb} ${group}/${resource} ${name}`.trim();

test('deploy/rbac.yaml grants what we ask for, and nothing else', () => {
  const rights = rightsFor(['kube-system'], 'kube-system', true).map(asked);
  expect(granted.toSorted()).toEqual(rights.toSorted());
});
