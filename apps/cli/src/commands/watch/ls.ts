import { readPages, type Watch } from '@earmark/client'
import { cleanJson, formatTable, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { describeSource } from '../../output/describe-source.js'
import { describeSchedule } from './describe-schedule.js'

export function addWatchLsCommand(watch: Command, context: Context): void {
  watch
    .command('ls')
    .description('list watches')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark watch ls')
    .action((options: { json?: true }) => listWatches(context, options))
}

async function listWatches(context: Context, { json }: { json?: true }): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  const watches: Watch[] = []
  const pages = readPages((cursor) => api.listWatches({ cursor }, { signal }))
  for await (const page of pages) watches.push(...page)
  if (json) return writeText(stdout, `${cleanJson(watches, 2)}\n`)
  if (watches.length === 0) return writeText(stdout, 'There are no watches yet.\n')
  const table = formatTable(
    [
      { title: 'watch', align: 'right' },
      { title: 'name', maxWidth: 40 },
      { title: 'schedule' },
      { title: 'last run' },
      { title: 'source', maxWidth: 80, isPath: true },
    ],
    watches.map((one) => [
      String(one.id),
      one.name,
      describeSchedule(one.schedule),
      one.lastRunAt?.slice(0, 16).replace('T', ' ') ?? '–',
      describeSource(one.source),
    ]),
    style,
  )
  await writeText(stdout, table)
}
