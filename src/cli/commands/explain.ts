import { type Command, defineCommand } from '../command.ts';
import { debug } from './common.ts';

export const explain: Command = defineCommand({
  name: 'explain',
  summary: 'Says what a finding means, how it is proven and how it is fixed. Without an id: lists the findings.',
  operands: '[id]',
  operandHelp: 'of a finding: bgp/mp-bgp-unsupported',
  options: { debug },
  examples: [['k8sdoctor explain bgp/mp-bgp-unsupported', 'about one finding']],
  run: async (context, operands) => (await import('../run/explain.ts')).runExplain(context, operands),
});
