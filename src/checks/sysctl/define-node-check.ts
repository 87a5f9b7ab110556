import type { ClusterSeen } from '../../model/cluster.ts';
import type { NodeSeen } from '../../model/node.ts';
import { type Check, type CheckMeta, type Draft, type Unjudged, defineCheck } from '../define-check.ts';

/** Its subject is the node, unless it is about a session of it. */
export type NodeDraft = Omit<Draft, 'subject' | 'blame'> & Partial<Pick<Draft, 'subject' | 'blame'>>;
/** Findings about one node, none if all is well, or why it is not judged. */
export type NodeJudgement = readonly NodeDraft[] | Unjudged;

export const NOT_APPLICABLE: Unjudged = { outcome: 'not-applicable' };
export const missing = (...what: readonly string[]): Unjudged => ({ outcome: 'skipped', missing: what });

/** What a check reads of a node, and the name of the output that has it. */
const PARTS = {
  sysctl: 'sysctl',
  sysctlFiles: 'files of sysctl.d',
  routes: 'ip route',
  neighbours: 'ip neigh',
  rulesets: 'iptables-save or nft list ruleset',
  listeners: 'ss -tlnp',
} as const;
type Part = keyof typeof PARTS;

/**
 * A check that judges one node at a time, by values of its own network namespace: of a container's it says nothing.
 * A node that lacks evidence makes it `skipped`, unless another node has a finding.
 */
export function defineNodeCheck(
  check: CheckMeta & {
    readonly parts: readonly Part[];
    /** `cluster` where resources were given. */
    readonly judge: (node: NodeSeen, nodes: readonly NodeSeen[], cluster: ClusterSeen | undefined) => NodeJudgement;
  },
): Check {
  const { judge, parts, ...meta } = check;
  const defined = defineCheck({
    ...meta,
    needs: ['nodes'],
    wants: ['cluster'],
    run({ nodes, cluster }) {
      const judgements = nodes.map((node) => ({ node, judged: judgeWhole(node, nodes, cluster) }));
      const drafts = judgements.flatMap(({ node, judged }) =>
        'outcome' in judged ? [] : judged.map((draft) => toDraft(node, draft)),
      );
      const unjudged = judgements.flatMap(({ judged }) => ('outcome' in judged ? [judged] : []));
      const gaps = unjudged.flatMap((each) => (each.outcome === 'skipped' ? each.missing : []));
      if (drafts.length > 0) return drafts;
      if (gaps.length > 0) return missing(...new Set(gaps));
      return unjudged.length === nodes.length ? NOT_APPLICABLE : [];
    },
  });

  function judgeWhole(node: NodeSeen, nodes: readonly NodeSeen[], cluster: ClusterSeen | undefined): NodeJudgement {
    const gaps = parts.filter((part) => node[part] === null).map((part) => PARTS[part]);
    if (gaps.length > 0) return missing(...gaps);
    return node.namespace === 'container'
      ? missing("values of the node's own network namespace")
      : judge(node, nodes, cluster);
  }

  return withoutNodes(
    defined,
    parts.map((part) => PARTS[part]),
  );
}

/** Where no output of any node was given, says which ones the check reads. */
export function withoutNodes(check: Check, lacking: readonly string[]): Check {
  return {
    ...check,
    evaluate(evidence) {
      if (evidence.nodes !== undefined && evidence.nodes.length > 0) return check.evaluate(evidence);
      return { check: { id: check.id, outcome: 'skipped', missing: lacking }, findings: [], incomplete: [] };
    },
  };
}

function toDraft(node: NodeSeen, draft: NodeDraft): Draft {
  const isDoubtful = node.namespace === 'lonely' && draft.severity === undefined;
  return {
    subject: { kind: 'node', id: node.name },
    blame: null,
    ...draft,
    ...(isDoubtful && { severity: 'warning' }),
  };
}
