import { writeText } from '@earmark/terminal'
import { Argument, type Command } from 'commander'
import type { Context } from '../../context.js'
import { type Shell, scripts } from './scripts.js'

export function addCompletionCommand(program: Command, { stdout }: Context): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands, label sets, batches and S3 prefixes')
    .addArgument(new Argument('<shell>', 'which').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      `
bash: echo 'eval "$(earmark completion bash)"' >> ~/.bashrc
zsh:  echo 'eval "$(earmark completion zsh)"' >> ~/.zshrc
fish: earmark completion fish > ~/.config/fish/completions/earmark.fish
earmark must be on the PATH: npm link -w @earmark/cli puts it there.`,
    )
    .action((shell: Shell) => writeText(stdout, scripts[shell]))
}
