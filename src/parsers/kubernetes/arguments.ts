import type { Argument } from '../../model/cluster.ts';
import type { Section, TextFormat } from '../format.ts';

const ARGUMENT =
  /--(cluster-cidr|service-cluster-ip-range|service-cidr|pod-network-cidr)(?:=|["']?,? +["']?)([\da-fA-F:.,/]{3,120})/g;

/** Arguments of kube-apiserver, kube-controller-manager, kube-proxy, kubeadm and k3s, as `ps`, a unit or `kubectl cluster-info dump` shows them. */
export const kubernetesArguments: TextFormat = {
  name: 'arguments of Kubernetes',
  starts: (line) => line.includes('--') && line.search(ARGUMENT) !== -1,
  parse: (section) => ({
    cluster: { arguments: section.lines.flatMap((line, index) => argumentsIn(line, section, index)) },
  }),
};

export function argumentsIn(
  text: string,
  { source, line }: Pick<Section, 'source' | 'line'>,
  index = 0,
): readonly Argument[] {
  return [...text.matchAll(ARGUMENT)].map(([, name = '', value = '']) => ({
    name,
    value,
    at: { source, line: line + index, text: `--${name}=${value}` },
  }));
}
