import type { SysctlFile } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import { bootSetting } from '../../parsers/kernel/sysctl-files.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck } from './define-node-check.ts';
import { EXPECTATIONS, type Expectation } from './expectations.ts';
import { SYSCTL_D } from './references.ts';
import { has, latestOf } from './values.ts';

export const notPersistent: Check = defineNodeCheck({
  id: 'sysctl/not-persistent',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'A value that the CNI needs is right now, the files of sysctl.d would set it wrong, and no agent writes it again when it starts.',
    why: 'systemd-sysctl reads /etc/sysctl.d, /run/sysctl.d, /usr/local/lib/sysctl.d and /usr/lib/sysctl.d at boot, in the order of file names; a file hides those of the same name in later directories, a key that is named goes before globs, and a later line goes before an earlier one, unless it repeats the same value for its key. `sysctl --system` does so at any time, when a package is installed for one. What Felix, Cilium or kube-router write when they start is not told here; what the bridge plugin writes when a pod is set up lasts only until then.',
    remedy: [action('fix-sysctl-file', { on: 'NODE', peer: 'NODE', setting: 'KEY=VALUE', place: 'FILE' })],
    references: [SYSCTL_D],
  },
  parts: ['sysctl', 'sysctlFiles'],
  judge(node) {
    const expected = EXPECTATIONS.filter(({ cni, written }) => has(node, cni) && written !== 'start');
    // Where the CNI's own agent writes the same switch, that settles it.
    const open = expected.filter(
      ({ keys }) =>
        !EXPECTATIONS.some((other) => has(node, other.cni) && other.written === 'start' && other.keys[0] === keys[0]),
    );
    const files = node.sysctlFiles ?? [];
    const byKey = new Map(open.map((each) => [each.keys[0], each]));
    return byKey.size === 0 ? NOT_APPLICABLE : [...byKey.values()].flatMap((each) => judgeKey(node, files, each));
  },
});

function judgeKey(node: NodeSeen, files: readonly SysctlFile[], expectation: Expectation): NodeDraft[] {
  const { keys, right, because, written, writer } = expectation;
  const now = latestOf(node, keys);
  const boot = bootSetting(files, keys);
  if (now === null || boot === null || boot.value === null) return [];
  if (!right.includes(now.value) || right.includes(boot.value)) return [];
  // A stricter `all` does no harm where interfaces get a looser value of their own: the larger one counts.
  const loose = bootSetting(files, ['net.ipv4.conf.default.rp_filter'])?.value;
  if (keys[0].endsWith('rp_filter') && loose === '2') return [];
  const path = files.find(({ entries }) => entries.includes(boot))?.path ?? 'a file of sysctl.d';
  const on = node.name;
  return [
    {
      title: `${now.at.text} on ${on} now, but ${path} sets it to ${boot.value} at the next boot.`,
      cause: `${written === 'pod' ? 'It stays so until the next pod is set up, and `sysctl --system` brings it back at any time' : 'Nothing sets it again after that'}: ${writer}. Then ${because}.`,
      evidence: [now.at, boot.at],
      remedy: [
        action('fix-sysctl-file', {
          on,
          peer: on,
          setting: `${boot.key.includes('*') ? keys[0] : boot.key}=${right[0]}`,
          place: path,
        }),
      ],
    },
  ];
}
