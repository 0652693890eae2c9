import { type Database, rotateApiKey } from '@earmark/db'
import { cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { auditCommand } from './audit-command.js'
import { findKeyInUse, notInUse, withDatabase } from './lists.js'

const HOUR_S = 3600
const MAX_HOURS = 30 * 24
const DEFAULT_HOURS = 24

export function addRotateCommand(key: Command, context: Context): void {
  key
    .command('rotate')
    .description('renew an API key and print it, once: its name and what it may do stay')
    .argument('<key>', 'its number or its name')
    .option(
      '--grace <hours>',
      'how long what it was before still holds; 0 where it has leaked',
      readHours,
      DEFAULT_HOURS,
    )
    .addHelpText('after', '\nExample: npx earmark key rotate "nightly import" --grace 48')
    .action((named: string, { grace }: { grace: number }) =>
      withDatabase(context, (db) => rotateKey(context, db, { named, graceHours: grace })),
    )
}

function readHours(text: string): number {
  const hours = Number(text)
  if (text.trim() !== '' && hours >= 0 && hours <= MAX_HOURS) return hours
  throw new UsageError(
    `--grace must be a number of hours from 0 to ${MAX_HOURS}; received ${JSON.stringify(text)}.`,
  )
}

async function rotateKey(
  { stdout, stderr }: Context,
  db: Database,
  { named, graceHours }: { named: string; graceHours: number },
): Promise<void> {
  const { id, name } = await findKeyInUse(db, named)
  const rotated = await rotateApiKey(db, { id, graceS: graceHours * HOUR_S })
  if (!rotated) throw notInUse(named)
  await auditCommand(db, { action: 'rotateKey', subject: `/v1/keys/${id}` })
  const until = rotated.previousUntil.toISOString().slice(0, 16).replace('T', ' ')
  stderr.write(
    `Key ${id}, "${cleanText(name)}", is renewed, shown this once; what it was before holds until ${until} UTC:\n`,
  )
  await writeText(stdout, `${rotated.key}\n`)
}
