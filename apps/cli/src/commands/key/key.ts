import {
  connectDatabase,
  createApiKey,
  type Database,
  KeyNameTaken,
  type KeyScope,
  keyScopes,
} from '@earmark/db'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
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
    .addOption(
      new Option('--scope <scope...>', 'what it may do beside what every key may').choices(
        keyScopes,
      ),
    )
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample: npx earmark key create "nightly import"')
    .action((name: string, options: Options) => createKey(context, name, options))
  addKeyListCommands(key, context)
}

type Options = { json?: true; scope?: KeyScope[] }

async function createKey(
  context: Context,
  name: string,
  { json, scope: scopes = [] }: Options,
): Promise<void> {
  if (name.trim() === '' || name.length > MAX_NAME_CHARACTERS || /\p{Cc}/u.test(name)) {
    throw new UsageError(
      `A key's name has 1 to ${MAX_NAME_CHARACTERS} characters and no control characters; received ${JSON.stringify(name.slice(0, 80))}.`,
    )
  }
  const url = await context.databaseUrl()
  const database = connectDatabase({ url, applicationName: 'earmark-key', maxConnections: 1 })
  try {
    const key = await makeKey(database.db, { name, scopes })
    if (json) return await writeText(context.stdout, `${cleanJson({ name, key, scopes })}\n`)
    context.stderr.write(`Key "${cleanText(name)}", shown this once:\n`)
    await writeText(context.stdout, `${key}\n`)
  } finally {
    await database.close()
  }
}

async function makeKey(db: Database, key: { name: string; scopes: KeyScope[] }): Promise<string> {
  try {
    return (await createApiKey(db, key)).key
  } catch (error) {
    if (!(error instanceof KeyNameTaken)) throw error
    throw new UsageError(
      `${error.message} Choose another name, or revoke that one: npx earmark key ls shows its number.`,
    )
  }
}
