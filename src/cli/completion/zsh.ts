import { type OptionWords, type Words, quote } from './words.ts';

export function completeZsh(commands: readonly Words[]): string {
  return `#compdef k8sdoctor
# k8sdoctor completion zsh
_k8sdoctor() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${summary.replaceAll(':', String.raw`\:`)}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe -t commands command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map(describeCommand).join('\n')}
  esac
}
if [[ $funcstack[1] == _k8sdoctor ]]; then _k8sdoctor "$@"; else compdef _k8sdoctor k8sdoctor; fi
`;
}

function describeCommand({ name, options, operands }: Words): string {
  const rest = operands === null ? '*:file:_files' : `*:${name}:(${operands.join(' ')})`;
  return [
    `    ${name})`,
    '      _arguments \\',
    ...options.map((option) => `        ${describe(option)} \\`),
    `        ${quote(rest)}`,
    '      ;;',
  ].join('\n');
}

/** `*` since an option may be repeated; brackets and colons have a meaning of their own. */
function describe({ short, long, help, values }: OptionWords): string {
  const about = `[${help.replace(/[[\]:]/g, String.raw`\$&`)}]`;
  const value = values === null ? '' : values.length === 0 ? ':value:_files' : `:value:(${values.join(' ')})`;
  return (short === null ? [long] : [short, long]).map((name) => quote(`*${name}${about}${value}`)).join(' ');
}
