import { type Command, defineCommand } from '../command.ts';
import { debug } from './common.ts';

/** Of all commands, this one too. */
export const completion = (commands: () => readonly Command[]): Command =>
  defineCommand({
    name: 'completion',
    summary: 'Prints the script that completes commands, options and finding ids in a shell.',
    operands: '<shell>',
    operandHelp: 'bash, zsh or fish',
    options: { debug },
    examples: [
      ['source <(k8sdoctor completion bash)', 'in ~/.bashrc'],
      ['k8sdoctor completion zsh > "${fpath[1]}/_k8sdoctor"', 'once, for zsh'],
      ['k8sdoctor completion fish > ~/.config/fish/completions/k8sdoctor.fish', 'once, for fish'],
    ],
    run: async (context, operands) =>
      (await import('../run/completion.ts')).runCompletion(context, operands, commands()),
  });
