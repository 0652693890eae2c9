import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { addLabelSetCreateCommand } from './create.js'
import { addLabelSetLsCommand } from './ls.js'
import { addLabelSetPrevalenceCommand } from './prevalence.js'
import { addLabelSetPublishCommand } from './publish.js'
import { addLabelSetShowCommand } from './show.js'
import { addLabelSetTrainCommand } from './train.js'

export function addLabelSetCommand(program: Command, context: Context): void {
  const labelSet = program
    .command('label-set')
    .description('look at label sets, make ones with all that they may have, and teach them')
  addLabelSetLsCommand(labelSet, context)
  addLabelSetShowCommand(labelSet, context)
  addLabelSetCreateCommand(labelSet, context)
  addLabelSetTrainCommand(labelSet, context)
  addLabelSetPublishCommand(labelSet, context)
  addLabelSetPrevalenceCommand(labelSet, context)
}
