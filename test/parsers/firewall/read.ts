import { readFileSync } from 'node:fs';
import type { Chain, Listener, Match, Ruleset } from '../../../src/model/firewall.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';

export const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/outputs/firewall/${name}`, import.meta.url), 'utf8');

export const rulesetsOf = (text: string): readonly Ruleset[] =>
  readPaste(text, 'paste').found.flatMap(({ output }) => output.kernel?.rulesets ?? []);

export const listenersOf = (text: string): readonly Listener[] =>
  readPaste(text, 'paste').found.flatMap(({ output }) => output.kernel?.listeners ?? []);

/** `ipv4 filter INPUT input 0 drop`, and below it `source 10.0.0.0/8, destination-port 179: accept`. */
export const chainLines = (text: string): readonly string[] =>
  rulesetsOf(text).flatMap(({ chains }) => chains.flatMap((chain) => [headOf(chain), ...chain.rules.map(ruleLine)]));

const headOf = ({ family, table, name, base }: Chain): string =>
  [family, table, name, ...(base === null ? [] : [base.hook, base.priority, base.policy])].join(' ');

function ruleLine({ matches, action }: Chain['rules'][number]): string {
  const target = 'chain' in action ? ` ${action.chain}` : 'by' in action ? ` ${action.by}` : '';
  return `  ${[...new Set(matches.map(matchWords))].join(', ')}: ${action.does}${target}`;
}

const matchWords = ({ on, values, isNot }: Match): string =>
  `${isNot ? 'not ' : ''}${on} ${on === 'unknown' ? '' : values.join('|')}`.trim();
