import { readFileSync } from 'node:fs'
import { cleanText } from '@earmark/terminal'
import { Command } from 'commander'
import { addAnnotateCommand } from './commands/annotate/annotate.js'
import { addAnnotationsCommand } from './commands/annotate/annotations.js'
import { addBatchCommand } from './commands/batch/batch.js'
import { addClassifyCommand } from './commands/classify/classify.js'
import { addMigrateCommand } from './commands/database/migrate.js'
import { addPruneCommand } from './commands/database/prune.js'
import { addSqlCommand } from './commands/database/sql.js'
import { addEvalCommand } from './commands/eval/eval.js'
import { addKeyCommand } from './commands/key/key.js'
import { addLabelSetCommand } from './commands/label-set/label-set.js'
import { addModelCommand } from './commands/model/model.js'
import { addCalibrateCommand } from './commands/results/calibrate.js'
import { addDetectionsCommand } from './commands/results/detections.js'
import { addExportCommand } from './commands/results/export.js'
import { addResultsCommand } from './commands/results/results.js'
import { addRetagCommand } from './commands/retag/retag.js'
import { addRetaggingCommand } from './commands/retag/retagging.js'
import { addIndexCommand } from './commands/search/index.js'
import { addSearchCommand } from './commands/search/search.js'
import { addSimilarCommand } from './commands/search/similar.js'
import { addTagCommand } from './commands/tag/tag.js'
import { addUploadCommand } from './commands/tag/upload.js'
import { addWatchCommand } from './commands/watch/watch.js'
import type { Context } from './context.js'

const version: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version

/** The command line: each command is a file in commands/, named like it. */
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
