import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { addWatchAddCommand } from './add.js'
import { addWatchLsCommand } from './ls.js'
import { addWatchStepCommands } from './steps.js'

export function addWatchCommand(program: Command, context: Context): void {
  const watch = program
    .command('watch')
    .description('keep a prefix tagged that grows: saved sources, scanned again and again')
  addWatchAddCommand(watch, context)
  addWatchLsCommand(watch, context)
  addWatchStepCommands(watch, context)
}
