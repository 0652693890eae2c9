import { cleanJson, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { durationOption } from '../../options/duration-option.js'
import { counted } from '../../output/counted.js'

type Options = { olderThan: number; dryRun?: true; json?: true }

const DAY_S = 86_400

export function addPruneCommand(program: Command, context: Context): void {
  program
    .command('prune')
    .description('forget batches that ended long ago; what was heard and its results stay')
    .requiredOption(
      '--older-than <time>',
      'ended longer ago than this, such as 30d',
      durationOption,
    )
    .option('--dry-run', 'only say what would go')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark prune --older-than 90d --dry-run')
    .action((options: Options) => prune(context, options))
}

async function prune(context: Context, { olderThan, dryRun, json }: Options): Promise<void> {
  const { stdout, signal } = context
  const api = await context.openApi()
  const request = { olderThanDays: olderThan / DAY_S, dryRun: dryRun === true }
  const pruned = await api.prune(request, { signal })
  if (json) return writeText(stdout, `${cleanJson(pruned, 2)}\n`)
  const batches = counted(pruned.batchIds.length, 'batch', 'batches')
  await writeText(
    stdout,
    dryRun ? `${batches} would be forgotten.\n` : `Forgot ${batches}. What was heard stays.\n`,
  )
}
