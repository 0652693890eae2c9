import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { addBatchItemsCommand } from './items.js'
import { addBatchLsCommand } from './ls.js'
import { addBatchReportCommand } from './report.js'
import { addBatchRetryCommand } from './retry.js'
import { addBatchShowCommand } from './show.js'
import { addBatchSteeringCommands } from './steering.js'
import { addBatchWatchCommand } from './watch.js'

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
