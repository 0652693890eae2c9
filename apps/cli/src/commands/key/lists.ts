import {
  type ApiKeySummary,
  connectDatabase,
  type Database,
  listApiKeys,
  revokeApiKey,
} from '@earmark/db'
import { cleanJson, cleanText, formatTable, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { auditCommand } from './audit-command.js'

export function addKeyListCommands(key: Command, context: Context): void {
  key
    .command('ls')
    .description('list API keys: how they begin, and when they were last used')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark key ls')
    .action((options: { json?: true }) =>
      withDatabase(context, (db) => listKeys(context, db, options)),
    )
  key
    .command('revoke')
    .description('make an API key worthless, for good')
    .argument('<key>', 'its number or its name')
    .addHelpText('after', '\nExample: npx earmark key revoke "nightly import"')
    .action((named: string) => withDatabase(context, (db) => revokeKey(context, db, named)))
}

export async function withDatabase(context: Context, work: (db: Database) => Promise<void>) {
  const url = await context.databaseUrl()
  const database = connectDatabase({ url, applicationName: 'earmark-key', maxConnections: 1 })
  try {
    await work(database.db)
  } finally {
    await database.close()
  }
}

async function listKeys(
  { stdout, style }: Context,
  db: Database,
  { json }: { json?: true },
): Promise<void> {
  const keys = await listApiKeys(db)
  if (json) return writeText(stdout, `${cleanJson(keys, 2)}\n`)
  if (keys.length === 0) return writeText(stdout, 'There are no keys yet.\n')
  const table = formatTable(
    [
      { title: 'key', align: 'right' },
      { title: 'name', maxWidth: 40 },
      { title: 'begins' },
      { title: 'may' },
      { title: 'created' },
      { title: 'last used' },
      { title: 'expires' },
      { title: 'revoked' },
    ],
    keys.map(({ id, name, prefix, scopes, createdAt, lastUsedAt, expiresAt, revokedAt }) => [
      String(id),
      name,
      prefix ?? '–',
      scopes.join(', '),
      toMinute(createdAt),
      toMinute(lastUsedAt),
      toMinute(expiresAt),
      toMinute(revokedAt),
    ]),
    style,
  )
  await writeText(stdout, table)
}

const toMinute = (moment: Date | null) =>
  moment === null ? '–' : moment.toISOString().slice(0, 16).replace('T', ' ')

/**
 * A name that is a number means the name first: whoever chose it knows it by that.
 *
 * @throws UsageError where there is none
 */
export async function findKeyInUse(db: Database, named: string): Promise<ApiKeySummary> {
  const inUse = (await listApiKeys(db)).filter(({ revokedAt }) => revokedAt === null)
  const found =
    inUse.find(({ name }) => name === named) ?? inUse.find(({ id }) => `${id}` === named)
  if (!found) throw notInUse(named)
  return found
}

export function notInUse(named: string): UsageError {
  return new UsageError(
    `There is no API key ${JSON.stringify(named)} in use. npx earmark key ls lists all.`,
  )
}

async function revokeKey({ stdout }: Context, db: Database, named: string): Promise<void> {
  const found = await findKeyInUse(db, named)
  if ((await revokeApiKey(db, found.id)) === null) throw notInUse(named)
  await auditCommand(db, { action: 'revokeKey', subject: `/v1/keys/${found.id}` })
  await writeText(
    stdout,
    `Key ${found.id}, "${cleanText(found.name)}", is revoked; an API may take it for 10 s more.\n`,
  )
}
