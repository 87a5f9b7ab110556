/** What a person can do about a node's firewall and its sockets, in words. */

export type NodeActionId = 'allow-in-firewall' | 'keep-firewall-rule';

interface Places {
  readonly on: string;
  readonly peer: string;
  readonly command?: string;
  readonly place?: string;
}

export const NODE_WORDS: Readonly<Record<NodeActionId, (places: Places) => string>> = {
  'allow-in-firewall': ({ on, command }) =>
    command === undefined
      ? `Let it pass in the firewall of ${on}, before that rule.`
      : `Let it pass on ${on} now: \`${command}\``,
  'keep-firewall-rule': ({ on, command, place }) =>
    command === undefined
      ? `And for good, in what writes these rules${place === undefined ? '' : ` (${place})`}: a rule that was put in by hand is gone after the next start of ${on}, or of its firewall.`
      : `And for good on ${on}: \`${command}\``,
};
