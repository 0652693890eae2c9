import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { addModelCompareCommand } from './compare.js'
import { addModelInfoCommand } from './info.js'
import { addModelKeepingCommands } from './keeping.js'
import { addModelListCommand } from './list.js'
import { addModelPullCommand } from './pull.js'
import { addModelUseCommand } from './use.js'

export function addModelCommand(program: Command, context: Context): void {
  const model = program.command('model').description('fetch models, check them, choose one')
  addModelListCommand(model, context)
  addModelInfoCommand(model, context)
  addModelPullCommand(model, context)
  addModelUseCommand(model, context)
  addModelKeepingCommands(model, context)
  addModelCompareCommand(model, context)
}
