/** What Kubernetes resources and the arguments of its processes tell of a cluster's networks. */
import type { TextLine } from './finding.ts';

/** A Kubernetes resource. Secrets are never kept. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
  /** All of it, as its YAML or JSON has it. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: TextLine;
}

/** `--cluster-cidr=10.244.0.0/16` of a process, without its dashes. */
export interface Argument {
  readonly name: string;
  readonly value: string;
  readonly at: TextLine;
}

export interface ClusterOutput {
  readonly resources?: readonly Resource[];
  readonly arguments?: readonly Argument[];
}

export type NetworkKind = 'pods' | 'services' | 'load-balancer';

/** A range of addresses that the cluster uses. */
export interface Network {
  readonly kind: NetworkKind;
  /** `10.244.0.0/16`, or `10.0.0.1-10.0.0.9`. */
  readonly range: string;
  /** In words: `IPPool default-ipv4-ippool`. */
  readonly from: string;
  /** Whose pods it is for; null of all. */
  readonly node: string | null;
  readonly at: TextLine;
}

export interface ClusterNode {
  readonly name: string;
  /** InternalIP. */
  readonly addresses: readonly string[];
  /** What its BGP speaker is told to be: Calico's annotation, or its Node resource. */
  readonly peering: readonly { readonly address: string; readonly at: TextLine }[];
  readonly at: TextLine;
}

/** A pod that runs, with addresses of its own. */
export interface ClusterPod {
  readonly name: string;
  readonly node: string | null;
  readonly addresses: readonly string[];
  readonly at: TextLine;
}

/** A range of addresses for the pods of one node: a block of Calico's IPAM. */
export interface PodBlock {
  readonly node: string;
  readonly prefix: string;
  readonly at: TextLine;
}

export interface ClusterService {
  /** With its namespace. */
  readonly name: string;
  readonly addresses: readonly string[];
  /** Of the pods behind it that are ready; null where no output tells. */
  readonly endpoints: readonly string[] | null;
  readonly at: TextLine;
}

export interface ClusterSeen {
  readonly networks: readonly Network[];
  readonly nodes: readonly ClusterNode[];
  readonly pods: readonly ClusterPod[];
  readonly services: readonly ClusterService[];
  /** That are confirmed (BlockAffinity). */
  readonly blocks: readonly PodBlock[];
  /** Load-balancer addresses that Calico announces, which may be of the service network (BGPConfiguration). */
  readonly declaredLoadBalancers: readonly string[];
  /** Pods have addresses of the nodes' own network, which a cloud hands out. */
  readonly isPodNetworkShared: boolean;
  /** Public addresses that the user said to own. */
  readonly ownPrefixes: readonly string[];
}
