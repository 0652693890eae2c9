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
bash: npx earmark completion bash > ~/.earmark.bash && echo '. ~/.earmark.bash' >> ~/.bashrc
zsh:  npx earmark completion zsh > ~/.earmark.zsh && echo '. ~/.earmark.zsh' >> ~/.zshrc
fish: npx earmark completion fish > ~/.config/fish/completions/earmark.fish
What is completed is earmark by that name: npm link -w @earmark/cli puts it on the PATH.`,
    )
    .action((shell: Shell) => writeText(stdout, scripts[shell]))
}
