/** Status of resources that tell of sessions, as `kubectl get -o json` gives them, alone or as a list. */
import type { PeerStatus } from '../model/peer-status.ts';
import { createLineFinder, type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from './fields.ts';
import type { JsonFormat, JsonSection } from './format.ts';
import { counts, toFamily, toPeerStatus } from './peer.ts';
import { sinceTime, toState, withoutPort } from './values.ts';

type Read = (resource: Fields, section: JsonSection, find: (text: string) => number) => readonly PeerStatus[];

export const kubernetesStatus: JsonFormat = {
  name: 'status of BGP resources',
  recognises: (value) => resources(value).length > 0,
  parse(value, section) {
    const find = createLineFinder(section.lines);
    return { peers: resources(value).flatMap((one) => READERS[textOf(one['kind']) ?? '']?.(one, section, find) ?? []) };
  },
};

function resources(value: unknown): readonly Fields[] {
  const items = Array.isArray(value) ? value : fieldsOf(value)['items'];
  return (Array.isArray(items) ? listOf(items) : [value])
    .filter(isFields)
    .filter((one) => Object.hasOwn(READERS, textOf(one['kind']) ?? '') && isFields(one['status']));
}

const nameOf = (resource: Fields): string | null => textOf(fieldsOf(resource['metadata'])['name']);

/** FRR-K8s's BGPSessionState: one session, without a reason. */
const ofSessionState: Read = (resource, section, find) => {
  const status = fieldsOf(resource['status']);
  const printed = textOf(status['bgpStatus']) ?? '';
  const peer = textOf(status['peer']);
  if (peer === null) return [];
  const told = {
    daemon: 'metallb',
    node: textOf(status['node']),
    address: withoutPort(peer.replaceAll('-', ':')),
  } as const;
  return [toPeerStatus({ ...told, state: toState(printed), printed }, section, find(`"${peer}"`))];
};

/** Calico's CalicoNodeStatus: all sessions of one node, without a reason. */
const ofCalicoNode: Read = (resource, section, find) => {
  const bgp = fieldsOf(fieldsOf(resource['status'])['bgp']);
  const node = textOf(fieldsOf(resource['spec'])['node']) ?? nameOf(resource);
  return [...listOf(bgp['peersV4']), ...listOf(bgp['peersV6'])].filter(isFields).map((peer) => {
    const address = textOf(peer['peerIP']) ?? '';
    const printed = textOf(peer['state']) ?? '';
    const told = { daemon: 'calico', node, address, name: TYPES[textOf(peer['type']) ?? ''] ?? null } as const;
    const state = printed === 'Close' ? 'Idle' : toState(printed);
    const since = sinceTime(textOf(peer['since']) ?? undefined);
    return toPeerStatus({ ...told, state, printed, since }, section, find(`"${address}"`));
  });
};
const TYPES: Readonly<Record<string, string>> = {
  NodeMesh: 'node-to-node mesh',
  NodePeer: 'node specific',
  GlobalPeer: 'global',
};

/** Cilium's CiliumBGPNodeConfig: all sessions of one node, without a reason. */
const ofCiliumNode: Read = (resource, section, find) =>
  listOf(fieldsOf(resource['status'])['bgpInstances'])
    .filter(isFields)
    .flatMap((instance) =>
      listOf(instance['peers'])
        .filter(isFields)
        .map((peer) => {
          const address = textOf(peer['peerAddress']) ?? '';
          const printed = textOf(peer['peeringState']) ?? '';
          return toPeerStatus(
            {
              daemon: 'cilium',
              node: nameOf(resource),
              local: { as: numberOf(instance['localASN']) },
              address: withoutPort(address),
              name: textOf(peer['name']),
              as: numberOf(peer['peerASN']),
              state: toState(printed),
              printed,
              since: sinceTime(textOf(peer['establishedTime']) ?? undefined),
              prefixes: listOf(peer['routeCount'])
                .filter(isFields)
                .map((one) =>
                  counts(
                    toFamily(`${textOf(one['afi']) ?? ''}-${textOf(one['safi']) ?? ''}`),
                    numberOf(one['received']),
                    null,
                    numberOf(one['advertised']),
                  ),
                ),
            },
            section,
            find(`"${address}"`),
          );
        }),
    );

const READERS: Readonly<Record<string, Read>> = {
  BGPSessionState: ofSessionState,
  CalicoNodeStatus: ofCalicoNode,
  CiliumBGPNodeConfig: ofCiliumNode,
};
