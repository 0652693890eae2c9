import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { addLabelSetCreateCommand } from './create.js'
import { addLabelSetLsCommand } from './ls.js'
import { addLabelSetShowCommand } from './show.js'

export function addLabelSetCommand(program: Command, context: Context): void {
  const labelSet = program
    .command('label-set')
    .description('look at label sets, and make ones with synonyms, several templates or examples')
  addLabelSetLsCommand(labelSet, context)
  addLabelSetShowCommand(labelSet, context)
  addLabelSetCreateCommand(labelSet, context)
}
