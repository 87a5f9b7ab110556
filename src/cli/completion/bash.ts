import { type Words, quote } from './words.ts';

export function completeBash(commands: readonly Words[]): string {
  return `# k8sdoctor completion bash
_k8sdoctor() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} words=
  if ((COMP_CWORD == 1)); then
    words=${quote([...commands.map(({ name }) => name), '--help', '--version'].join(' '))}
  else
    case "\${COMP_WORDS[1]} $prev" in
${commands.flatMap(values).join('\n')}
      *)
        if [[ $cur == -* ]]; then
          case \${COMP_WORDS[1]} in
${commands.map(flags).join('\n')}
          esac
        else
          case \${COMP_WORDS[1]} in
${commands.flatMap(operands).join('\n')}
          esac
        fi
        ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _k8sdoctor k8sdoctor
`;
}

function values({ name, options }: Words): string[] {
  return options.flatMap(({ short, long, values: known }) => {
    if (known === null) return [];
    const patterns = [long, ...(short === null ? [] : [short])].map((option) => quote(`${name} ${option}`));
    return [`      ${patterns.join(' | ')}) words=${quote(known.join(' '))} ;;`];
  });
}

const flags = ({ name, options }: Words): string =>
  `            ${name}) words=${quote(options.map(({ long }) => long).join(' '))} ;;`;

const operands = ({ name, operands: known }: Words): string[] =>
  known === null ? [] : [`            ${name}) words=${quote(known.join(' '))} ;;`];
