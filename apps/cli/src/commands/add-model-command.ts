import type { Command } from 'commander'
import type { Context } from '../context.js'
import { addModelCompareCommand } from './add-model-compare-command.js'
import { addModelInfoCommand } from './add-model-info-command.js'
import { addModelKeepingCommands } from './add-model-keeping-commands.js'
import { addModelListCommand } from './add-model-list-command.js'
import { addModelPullCommand } from './add-model-pull-command.js'
import { addModelUseCommand } from './add-model-use-command.js'

export function addModelCommand(program: Command, context: Context): void {
  const model = program.command('model').description('fetch models, check them, choose one')
  addModelListCommand(model, context)
  addModelInfoCommand(model, context)
  addModelPullCommand(model, context)
  addModelUseCommand(model, context)
  addModelKeepingCommands(model, context)
  addModelCompareCommand(model, context)
}
