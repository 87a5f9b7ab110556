import type { VersionSeen } from '../model/version.ts';
import { fieldsOf, textOf } from '../parsers/fields.ts';
import type { Output } from '../parsers/format.ts';

/** What outputs tell of versions: of kernels and daemons their own lines, and of nodes what the API knows. */
export const versionsOf = (outputs: readonly Output[]): readonly VersionSeen[] =>
  outputs.flatMap(({ versions = [], cluster }) => [
    ...versions,
    ...(cluster?.resources ?? []).flatMap(({ kind, apiVersion, name, body }): readonly VersionSeen[] => {
      if (kind !== 'Node' || apiVersion !== 'v1') return [];
      const info = fieldsOf(fieldsOf(body['status'])['nodeInfo']);
      return [
        ['Linux', 'kernelVersion'],
        ['kubelet', 'kubeletVersion'],
        ['container runtime', 'containerRuntimeVersion'],
      ].flatMap(([of = '', key = '']) => {
        const version = textOf(info[key]);
        return version === null ? [] : [{ node: name, of, version }];
      });
    }),
  ]);
