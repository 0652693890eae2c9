import { connectDatabase, createApiKey, type Database, KeyNameTaken } from '@earmark/db'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { addKeyListCommands } from './lists.js'

const MAX_NAME_CHARACTERS = 200

export function addKeyCommand(program: Command, context: Context): void {
  const key = program.command('key').description('manage API keys')
  key
    .command('create')
    .description('make an API key and print it, once: only its hash is stored')
    .argument('<name>', 'what it is for, for lists, logs and annotations')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample: npx earmark key create "nightly import"')
    .action((name: string, options: { json?: true }) => createKey(context, name, options))
  addKeyListCommands(key, context)
}

async function createKey(context: Context, name: string, { json }: { json?: true }): Promise<void> {
  if (name.trim() === '' || name.length > MAX_NAME_CHARACTERS || /\p{Cc}/u.test(name)) {
    throw new UsageError(
      `A key's name has 1 to ${MAX_NAME_CHARACTERS} characters and no control characters; received ${JSON.stringify(name.slice(0, 80))}.`,
    )
  }
  const url = await context.databaseUrl()
  const database = connectDatabase({ url, applicationName: 'earmark-key', maxConnections: 1 })
  try {
    const key = await makeKey(database.db, name)
    if (json) return await writeText(context.stdout, `${cleanJson({ name, key })}\n`)
    context.stderr.write(`Key "${cleanText(name)}", shown this once:\n`)
    await writeText(context.stdout, `${key}\n`)
  } finally {
    await database.close()
  }
}

async function makeKey(db: Database, name: string): Promise<string> {
  try {
    return (await createApiKey(db, { name })).key
  } catch (error) {
    if (!(error instanceof KeyNameTaken)) throw error
    throw new UsageError(
      `${error.message} Choose another name, or revoke that one: npx earmark key ls shows its number.`,
    )
  }
}
