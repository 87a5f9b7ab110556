import { type OptionWords, type Words, quote } from './words.ts';

export function completeFish(commands: readonly Words[]): string {
  return [
    '# k8sdoctor completion fish',
    'complete -c k8sdoctor -n __fish_use_subcommand -l help -s h -d "print this help"',
    'complete -c k8sdoctor -n __fish_use_subcommand -l version -s V -d "print the version"',
    ...commands.flatMap((command) => {
      const within = `complete -c k8sdoctor -n ${quote(`__fish_seen_subcommand_from ${command.name}`)}`;
      return [
        `complete -c k8sdoctor -f -n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`,
        ...command.options.map(
          (option) => `${within}${option.short === null ? '' : ` -s ${option.short.slice(1)}`}${describe(option)}`,
        ),
        ...(command.operands === null ? [] : [`${within} -f -a ${quote(command.operands.join(' '))}`]),
      ];
    }),
    '',
  ].join('\n');
}

function describe({ long, help, values }: OptionWords): string {
  const value = values === null ? '' : values.length === 0 ? ' -r' : ` -x -a ${quote(values.join(' '))}`;
  return ` -l ${long.slice(2)}${value} -d ${quote(help)}`;
}
