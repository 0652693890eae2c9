import type { Command } from 'commander'
import type { Context } from '../context.js'
import { addLabelSetCreateCommand } from './add-label-set-create-command.js'
import { addLabelSetLsCommand } from './add-label-set-ls-command.js'
import { addLabelSetShowCommand } from './add-label-set-show-command.js'

export function addLabelSetCommand(program: Command, context: Context): void {
  const labelSet = program
    .command('label-set')
    .description('look at label sets, and make ones with synonyms, several templates or examples')
  addLabelSetLsCommand(labelSet, context)
  addLabelSetShowCommand(labelSet, context)
  addLabelSetCreateCommand(labelSet, context)
}
