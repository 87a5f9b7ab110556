import type { ClusterService, Resource } from '../../model/cluster.ts';
import { fieldsOf, isFields, listOf, textOf } from '../../parsers/fields.ts';

/** Services with the addresses of theirs, and of the pods behind them (EndpointSlices, or the older Endpoints). */
export function servicesIn(resources: readonly Resource[]): readonly ClusterService[] {
  const endpoints = new Map<string, string[]>();
  for (const resource of resources) {
    const service = serviceOf(resource);
    if (service === null) continue;
    const key = `${resource.namespace ?? 'default'}/${service}`;
    endpoints.set(key, [...(endpoints.get(key) ?? []), ...endpointsIn(resource)]);
  }
  return resources.flatMap(({ kind, apiVersion, name, namespace, body, at }) => {
    if (kind !== 'Service' || apiVersion !== 'v1') return [];
    const [spec, status] = [fieldsOf(body['spec']), fieldsOf(body['status'])];
    const ingress = listOf(fieldsOf(status['loadBalancer'])['ingress']).filter(isFields);
    const addresses = [
      spec['clusterIP'],
      ...listOf(spec['clusterIPs']),
      ...listOf(spec['externalIPs']),
      ...ingress.map(({ ip }) => ip),
    ];
    const key = `${namespace ?? 'default'}/${name}`;
    return [
      {
        name: key,
        addresses: [...new Set(addresses.flatMap((address) => textOf(address) ?? []))].filter(
          (address) => address !== 'None',
        ),
        endpoints: endpoints.has(key) ? [...new Set(endpoints.get(key))] : null,
        at,
      },
    ];
  });
}

function serviceOf({ kind, name, body }: Resource): string | null {
  if (kind === 'Endpoints') return name;
  if (kind !== 'EndpointSlice') return null;
  return textOf(fieldsOf(fieldsOf(body['metadata'])['labels'])['kubernetes.io/service-name']);
}

function endpointsIn({ kind, body }: Resource): readonly string[] {
  if (kind === 'Endpoints') {
    const addresses = listOf(body['subsets'])
      .filter(isFields)
      .flatMap((subset) => listOf(subset['addresses']));
    return addresses.filter(isFields).flatMap(({ ip }) => textOf(ip) ?? []);
  }
  return listOf(body['endpoints'])
    .filter(isFields)
    .filter(({ conditions }) => fieldsOf(conditions)['ready'] !== false)
    .flatMap(({ addresses }) => listOf(addresses).flatMap((address) => textOf(address) ?? []));
}
