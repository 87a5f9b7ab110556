/** What we ask of the API server, as rights: what deploy/rbac.yaml grants, and what is missing. */
import type { Asking, KubeClient } from './client.ts';
import { CONFIG_MAPS, GROUPS } from './resources.ts';

/** What each is for. Without the last two captures need a pod of the CNI that has tcpdump, or nsenter. */
export type Mode = 'read' | 'exec' | 'debug-pods' | 'ephemeral';

export interface Right {
  readonly mode: Mode;
  readonly verb: 'create' | 'delete' | 'get' | 'list' | 'patch';
  readonly group: string;
  /** With its subresource: `pods/exec`. */
  readonly resource: string;
  /** Null: of the whole cluster. */
  readonly namespace: string | null;
  readonly name?: string;
}

const core = { group: '', namespace: null };

const READ: readonly Right[] = [
  { mode: 'read', verb: 'list', ...core, resource: 'nodes' },
  { mode: 'read', verb: 'list', ...core, resource: 'pods' },
  { mode: 'read', verb: 'list', ...core, resource: 'services' },
  { mode: 'read', verb: 'list', group: 'discovery.k8s.io', resource: 'endpointslices', namespace: null },
  ...GROUPS.flatMap(({ group, plurals }) =>
    plurals.map((resource): Right => ({ mode: 'read', verb: 'list', group, resource, namespace: null })),
  ),
  ...CONFIG_MAPS.map(([namespace, name]): Right => ({
    mode: 'read',
    verb: 'get',
    group: '',
    resource: 'configmaps',
    namespace,
    name,
  })),
];

/** The client's WebSocket is a GET; kubectl's fallback is a POST. */
const inPods = (mode: Mode, namespace: string): readonly Right[] => [
  { mode, verb: 'get', group: '', resource: 'pods/exec', namespace },
  { mode, verb: 'create', group: '', resource: 'pods/exec', namespace },
];

/** In the namespace of the CNI's pods; what then runs there is of `exec`. */
const ephemeralIn = (namespace: string): readonly Right[] => [
  { mode: 'ephemeral', verb: 'patch', group: '', resource: 'pods/ephemeralcontainers', namespace },
  { mode: 'ephemeral', verb: 'get', group: '', resource: 'pods', namespace },
];

/** @param speakers namespaces of pods that commands run in; @param debug that of debug pods; @param ephemeral with --ephemeral */
export function rightsFor(speakers: readonly string[], debug: string, ephemeral: boolean): readonly Right[] {
  return [
    ...READ,
    ...speakers.flatMap((namespace) => [
      ...inPods('exec', namespace),
      { mode: 'exec', verb: 'get', group: '', resource: 'pods/log', namespace } as const,
    ]),
    ...(['create', 'get', 'delete'] as const).map((verb): Right => ({
      mode: 'debug-pods',
      verb,
      group: '',
      resource: 'pods',
      namespace: debug,
    })),
    ...inPods('debug-pods', debug),
    ...(ephemeral ? speakers.flatMap(ephemeralIn) : []),
  ];
}

/** `list bgppeers.metallb.io`, `get pods/exec in kube-system` */
export function describeRight({ verb, group, resource, namespace, name }: Right): string {
  const what = `${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` ${name}`}`;
  return `${verb} ${what}${namespace === null ? '' : ` in ${namespace}`}`;
}

interface Review {
  readonly status: { readonly allowed: boolean };
}

/** Those that whoever asks does not have: SelfSubjectAccessReview, which everybody may create. */
export async function missingRights(
  client: KubeClient,
  rights: readonly Right[],
  asking: Asking,
): Promise<readonly Right[]> {
  const reviews = await Promise.all(
    rights.map(async (right) => {
      const [resource, subresource] = right.resource.split('/');
      const { verb, group, namespace, name } = right;
      const { status }: Review = await client.create(
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: {
            resourceAttributes: {
              verb,
              group,
              resource,
              ...(subresource !== undefined && { subresource }),
              ...(namespace !== null && { namespace }),
              ...(name !== undefined && { name }),
            },
          },
        },
        asking,
      );
      return { right, allowed: status.allowed };
    }),
  );
  return reviews.flatMap(({ right, allowed }) => (allowed ? [] : [right]));
}
