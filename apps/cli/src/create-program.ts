import { readFileSync } from 'node:fs'
import { cleanText } from '@earmark/terminal'
import { Command } from 'commander'
import { addAnnotateCommand } from './commands/add-annotate-command.js'
import { addAnnotationsCommand } from './commands/add-annotations-command.js'
import { addBatchCommand } from './commands/add-batch-command.js'
import { addCalibrateCommand } from './commands/add-calibrate-command.js'
import { addClassifyCommand } from './commands/add-classify-command.js'
import { addDetectionsCommand } from './commands/add-detections-command.js'
import { addEvalCommand } from './commands/add-eval-command.js'
import { addExportCommand } from './commands/add-export-command.js'
import { addIndexCommand } from './commands/add-index-command.js'
import { addKeyCommand } from './commands/add-key-command.js'
import { addLabelSetCommand } from './commands/add-label-set-command.js'
import { addMigrateCommand } from './commands/add-migrate-command.js'
import { addModelCommand } from './commands/add-model-command.js'
import { addPruneCommand } from './commands/add-prune-command.js'
import { addResultsCommand } from './commands/add-results-command.js'
import { addRetagCommand } from './commands/add-retag-command.js'
import { addRetaggingCommand } from './commands/add-retagging-command.js'
import { addSearchCommand } from './commands/add-search-command.js'
import { addSimilarCommand } from './commands/add-similar-command.js'
import { addSqlCommand } from './commands/add-sql-command.js'
import { addTagCommand } from './commands/add-tag-command.js'
import { addUploadCommand } from './commands/add-upload-command.js'
import { addWatchCommand } from './commands/add-watch-command.js'
import type { Context } from './context.js'

const version: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version

/** The command line: each command is a file in commands/. */
export function createProgram(context: Context): Command {
  const program = new Command('earmark')
    .description('Tag archives of audio in S3 with any words, and query what was heard in SQL.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // What was typed comes back in these messages.
      outputError: (text, write) =>
        write(`${text.trimEnd().split('\n').map(cleanText).join('\n')}\n`),
    })
    .showHelpAfterError('(--help shows how)')
    .addHelpText(
      'after',
      `
Exit codes: 0 all done, 1 error, 2 wrong usage, also a name that nothing has, 3 some objects failed, 130 stopped by
Ctrl-C.
The API, the database and S3 are found through EARMARK_API_URL, EARMARK_API_KEY, DATABASE_URL, S3_ENDPOINT and
AWS_*, otherwise through .earmark/connection.json, which npm start writes.`,
    )
  addClassifyCommand(program, context)
  addUploadCommand(program, context)
  addTagCommand(program, context)
  addBatchCommand(program, context)
  addResultsCommand(program, context)
  addLabelSetCommand(program, context)
  addRetagCommand(program, context)
  addRetaggingCommand(program, context)
  addCalibrateCommand(program, context)
  addDetectionsCommand(program, context)
  addAnnotateCommand(program, context)
  addAnnotationsCommand(program, context)
  addSearchCommand(program, context)
  addSimilarCommand(program, context)
  addIndexCommand(program, context)
  addWatchCommand(program, context)
  addPruneCommand(program, context)
  addSqlCommand(program, context)
  addExportCommand(program, context)
  addEvalCommand(program, context)
  addModelCommand(program, context)
  addMigrateCommand(program, context)
  addKeyCommand(program, context)
  return program
}
