import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { addMetadataImportCommand, addMetadataTagsCommand } from './import.js'
import { addMetadataRuleCommands } from './rule.js'

export function addMetadataCommand(program: Command, context: Context): void {
  const metadata = program
    .command('metadata')
    .description('say when and where objects were recorded, and ask how much of it is known')
  addMetadataImportCommand(metadata, context)
  addMetadataTagsCommand(metadata, context)
  addMetadataRuleCommands(metadata, context)
}
