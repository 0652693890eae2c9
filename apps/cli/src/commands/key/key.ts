import {
  connectDatabase,
  createApiKey,
  type Database,
  KeyNameTaken,
  type KeyScope,
  keyScopes,
  usualScopes,
} from '@earmark/db'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { auditCommand } from './audit-command.js'
import { addKeyListCommands } from './lists.js'
import { addRotateCommand } from './rotate.js'

const MAX_NAME_CHARACTERS = 200

export function addKeyCommand(program: Command, context: Context): void {
  const key = program.command('key').description('manage API keys')
  key
    .command('create')
    .description('make an API key and print it, once: only its hash is stored')
    .argument('<name>', 'what it is for, for lists, logs and annotations')
    .addOption(
      new Option(
        '--scope <scope...>',
        `what it may do (default: ${usualScopes.join(' ')}; what admin is: to manage keys, and to read the audit log)`,
      ).choices(keyScopes),
    )
    .option('--expires-in <days>', 'after which it is worthless; default: never', readDays)
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample: npx earmark key create "nightly import"')
    .action((name: string, options: Options) => createKey(context, name, options))
  addKeyListCommands(key, context)
  addRotateCommand(key, context)
}

type Options = { json?: true; scope?: KeyScope[]; expiresIn?: number }

const DAY_MS = 24 * 3600 * 1000
const MAX_DAYS = 3650

function readDays(text: string): number {
  const days = Number(text)
  if (days > 0 && days <= MAX_DAYS) return days
  throw new UsageError(
    `--expires-in must be a number of days, up to ${MAX_DAYS}; received ${JSON.stringify(text)}.`,
  )
}

async function createKey(
  context: Context,
  name: string,
  { json, scope: scopes = [...usualScopes], expiresIn }: Options,
): Promise<void> {
  if (name.trim() === '' || name.length > MAX_NAME_CHARACTERS || /\p{Cc}/u.test(name)) {
    throw new UsageError(
      `A key's name has 1 to ${MAX_NAME_CHARACTERS} characters and no control characters; received ${JSON.stringify(name.slice(0, 80))}.`,
    )
  }
  const url = await context.databaseUrl()
  const database = connectDatabase({ url, applicationName: 'earmark-key', maxConnections: 1 })
  try {
    const expiresAt = expiresIn === undefined ? null : new Date(Date.now() + expiresIn * DAY_MS)
    const key = await makeKey(database.db, { name, scopes, expiresAt })
    if (json)
      return await writeText(context.stdout, `${cleanJson({ name, key, scopes, expiresAt })}\n`)
    context.stderr.write(`Key "${cleanText(name)}", shown this once:\n`)
    await writeText(context.stdout, `${key}\n`)
  } finally {
    await database.close()
  }
}

async function makeKey(
  db: Database,
  key: { name: string; scopes: KeyScope[]; expiresAt: Date | null },
): Promise<string> {
  try {
    const made = await createApiKey(db, key)
    await auditCommand(db, { action: 'createKey', subject: `/v1/keys/${made.id}` })
    return made.key
  } catch (error) {
    if (!(error instanceof KeyNameTaken)) throw error
    throw new UsageError(
      `${error.message} Choose another name, or revoke that one: npx earmark key ls shows its number.`,
    )
  }
}
