import {
  connectDatabase,
  describeSchemaMismatch,
  migrateDatabase,
  readSchemaState,
} from '@earmark/db'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { exitCodes } from '../../errors/exit-codes.js'

export function addMigrateCommand(program: Command, context: Context): void {
  program
    .command('migrate')
    .description("bring the database to this version's schema; running it again changes nothing")
    .option('--json', 'print what was applied as JSON')
    .addHelpText('after', '\nExample: npx earmark migrate')
    .action((options: { json?: true }) => migrate(context, options))
}

async function migrate(context: Context, { json }: { json?: true }): Promise<void> {
  const { databaseDirectUrl } = await context.readConfig()
  const url = databaseDirectUrl ?? (await context.databaseUrl())
  const database = connectDatabase({
    url,
    applicationName: 'earmark-migrate',
    maxConnections: 1,
    statementTimeoutMs: 0,
  })
  try {
    const before = await readSchemaState(database.db)
    if (before.status === 'newer') {
      context.setExitCode(exitCodes.error)
      context.stderr.write(`earmark: ${describeSchemaMismatch(before)}\n`)
      return
    }
    await migrateDatabase(database.pool, (message) => {
      context.stderr.write(`${cleanText(asTyped(message))}\n`)
    })
    const { applied } = await readSchemaState(database.db)
    const now = applied - before.applied
    if (json)
      return await writeText(context.stdout, `${cleanJson({ applied: now, schema: applied })}\n`)
    await writeText(
      context.stdout,
      now === 0
        ? `The schema is current (${count(applied)}).\n`
        : `Applied ${count(now)}: the schema is current.\n`,
    )
  } finally {
    await database.close()
  }
}

function count(migrations: number): string {
  return `${migrations} ${migrations === 1 ? 'migration' : 'migrations'}`
}

/** Migrations that have landed stay as they are, and name commands without what they are run by. */
function asTyped(message: string): string {
  return message.replaceAll(/(^|run: )earmark (?=migrate|sql)/g, '$1npx earmark ')
}
