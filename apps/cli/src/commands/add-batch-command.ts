import type { Command } from 'commander'
import type { Context } from '../context.js'
import { addBatchItemsCommand } from './add-batch-items-command.js'
import { addBatchLsCommand } from './add-batch-ls-command.js'
import { addBatchReportCommand } from './add-batch-report-command.js'
import { addBatchRetryCommand } from './add-batch-retry-command.js'
import { addBatchShowCommand } from './add-batch-show-command.js'
import { addBatchSteeringCommands } from './add-batch-steering-commands.js'
import { addBatchWatchCommand } from './add-batch-watch-command.js'

export function addBatchCommand(program: Command, context: Context): void {
  const batch = program.command('batch').description('look at batches and steer them')
  addBatchLsCommand(batch, context)
  addBatchShowCommand(batch, context)
  addBatchWatchCommand(batch, context)
  addBatchItemsCommand(batch, context)
  addBatchReportCommand(batch, context)
  addBatchSteeringCommands(batch, context)
  addBatchRetryCommand(batch, context)
}
