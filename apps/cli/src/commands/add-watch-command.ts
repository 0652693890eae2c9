import type { Command } from 'commander'
import type { Context } from '../context.js'
import { addWatchAddCommand } from './add-watch-add-command.js'
import { addWatchLsCommand } from './add-watch-ls-command.js'
import { addWatchStepCommands } from './add-watch-step-commands.js'

export function addWatchCommand(program: Command, context: Context): void {
  const watch = program
    .command('watch')
    .description('keep a prefix tagged that grows: saved sources, scanned again and again')
  addWatchAddCommand(watch, context)
  addWatchLsCommand(watch, context)
  addWatchStepCommands(watch, context)
}
