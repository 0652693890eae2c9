import type { Watch } from '@earmark/client'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { followBatch } from '../../follow/follow-batch.js'
import { describeSource } from '../../output/describe-source.js'
import { describeSchedule } from './describe-schedule.js'
import { findWatch } from './find-watch.js'

/** `watch show`, `run` and `rm`: one call each for one watch. */
export function addWatchStepCommands(watch: Command, context: Context): void {
  watch
    .command('show')
    .description('show a watch')
    .argument('<watch>', "the watch's name or number")
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark watch show nightly')
    .action((name: string, options: { json?: true }) => show(context, name, options))
  watch
    .command('run')
    .description('scan its source now, whatever its schedule: makes a batch')
    .argument('<watch>', "the watch's name or number")
    .option('-w, --watch', 'show the progress until all is done')
    .option('--json', 'print the batch as JSON')
    .addHelpText('after', '\nExample: npx earmark watch run nightly --watch')
    .action((name: string, options: RunOptions) => run(context, name, options))
  watch
    .command('rm')
    .description('end a watch; its batches and what they heard stay')
    .argument('<watch>', "the watch's name or number")
    .option('--json', 'print its number as JSON')
    .addHelpText('after', '\nExample: npx earmark watch rm nightly')
    .action((name: string, options: { json?: true }) => remove(context, name, options))
}

async function show(context: Context, name: string, { json }: { json?: true }): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  const id = await findWatch(api, name, signal)
  const watch = await api.getWatch({ id }, { signal })
  if (json) return writeText(stdout, `${cleanJson(watch, 2)}\n`)
  const lines = factsOf(watch).map(([name, value]) => `  ${name.padEnd(10)}  ${cleanText(value)}\n`)
  await writeText(
    stdout,
    `${style.bold(`Watch ${id} ${cleanText(watch.name)}`)}\n${lines.join('')}`,
  )
}

function factsOf(watch: Watch): [string, string][] {
  const { source, schedule, labelSets, waiting, lastBatchId, lastRunAt, createdAt } = watch
  const sets = labelSets.map(({ name, version }) => `${name}@${version}`)
  return [
    ['source', describeSource(source)],
    ['schedule', describeSchedule(schedule)],
    ['label sets', sets.join(', ')],
    ['waiting', `${waiting.toLocaleString('en')} objects that events have named`],
    ['last run', lastRunAt ?? '–'],
    ['last batch', lastBatchId === null ? '–' : String(lastBatchId)],
    ['created', createdAt],
  ]
}

type RunOptions = { watch?: true; json?: true }

async function run(context: Context, name: string, options: RunOptions): Promise<void> {
  const { stdout, signal } = context
  const api = await context.openApi()
  const id = await findWatch(api, name, signal)
  const started = await api.runWatch({ id }, { signal })
  const batch = options.watch ? await followBatch(context, { api, id: started.id }) : started
  if (options.json) return writeText(stdout, `${cleanJson(batch, 2)}\n`)
  if (options.watch) return
  await writeText(
    stdout,
    `Batch ${batch.id} scans it. Follow it with: npx earmark batch watch ${batch.id}\n`,
  )
}

async function remove(context: Context, name: string, { json }: { json?: true }): Promise<void> {
  const api = await context.openApi()
  const id = await findWatch(api, name, context.signal)
  await api.deleteWatch({ id }, { signal: context.signal })
  await writeText(context.stdout, json ? `${cleanJson({ id })}\n` : `Watch ${id} has ended.\n`)
}
