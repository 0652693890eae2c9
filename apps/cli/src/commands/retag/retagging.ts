import { type Retagging, readPages } from '@earmark/client'
import { cleanJson, cleanText, formatProgress, formatTable, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { exitCodes } from '../../errors/exit-codes.js'
import { describeMissingWorker } from '../../follow/describe-missing-worker.js'
import { followRetagging, formatRetagging } from '../../follow/follow-retagging.js'
import { idOption, numberOption } from '../../options/parse-options.js'
import { take } from '../../output/take.js'

type Options = { json?: true }
const PAGE_SIZE = 100

export function addRetaggingCommand(program: Command, context: Context): void {
  const retagging = program
    .command('retagging')
    .description('look at the scoring that retag began, and steer it')
  retagging
    .command('ls')
    .description('list re-taggings, the newest first')
    .option('--limit <n>', 'how many', numberOption({ min: 1, isWhole: true }), 20)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark retagging ls')
    .action((options: Options & { limit: number }) => list(context, options))
  const steps = [
    { name: 'show', description: 'show a re-tagging', call: 'getRetagging' },
    { name: 'pause', description: 'score nothing new', call: 'pauseRetagging' },
    { name: 'resume', description: 'let it go on', call: 'resumeRetagging' },
  ] as const
  for (const { name, description, call } of steps) {
    retagging
      .command(name)
      .description(description)
      .argument('<id>', "the re-tagging's number", idOption)
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample: npx earmark retagging ${name} 3`)
      .action(async (id: number, options: Options) => {
        const api = await context.openApi()
        await tell(context, await api[call]({ id }, { signal: context.signal }), options)
      })
  }
  retagging
    .command('watch')
    .description('show the progress until all is scored')
    .argument('<id>', "the re-tagging's number", idOption)
    .option('--json', 'print it as JSON when it has ended')
    .addHelpText('after', '\nExample: npx earmark retagging watch 3')
    .action((id: number, options: Options) => watch(context, id, options))
}

async function list(context: Context, { limit, json }: Options & { limit: number }): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  const retaggings: Retagging[] = []
  const pages = readPages((cursor) =>
    api.listRetaggings({ limit: Math.min(limit, PAGE_SIZE), cursor }, { signal }),
  )
  for await (const page of take(pages, limit)) retaggings.push(...page)
  if (json) return writeText(stdout, `${cleanJson(retaggings, 2)}\n`)
  if (retaggings.length === 0) return writeText(stdout, 'There are no re-taggings yet.\n')
  const table = formatTable(
    [
      { title: 're-tagging', align: 'right' },
      { title: 'state' },
      { title: 'done', align: 'right' },
      { title: 'of', align: 'right' },
      { title: 'created' },
      { title: 'label set', maxWidth: 60 },
    ],
    retaggings.map(({ id, state, counts, createdAt, labelSet }) => [
      String(id),
      state,
      String(counts.done),
      String(counts.hearings),
      createdAt.slice(0, 16).replace('T', ' '),
      `${labelSet.name}@${labelSet.version}`,
    ]),
    style,
  )
  await writeText(stdout, table)
}

async function watch(context: Context, id: number, { json }: Options): Promise<void> {
  const { signal } = context
  const api = await context.openApi()
  const last = await followRetagging(context, {
    id,
    read: () => api.getRetagging({ id }, { signal }),
  })
  if (json) await writeText(context.stdout, `${cleanJson(last, 2)}\n`)
}

function tell(context: Context, retagging: Retagging, { json }: Options): Promise<void> {
  const { id, state, reason, labelSet } = retagging
  if (state === 'failed') context.setExitCode(exitCodes.error)
  if (json) return writeText(context.stdout, `${cleanJson(retagging, 2)}\n`)
  const progress = formatProgress(formatRetagging({ ...retagging, state: 'running' }, null))
  const name = cleanText(`${labelSet.name}@${labelSet.version}`)
  const remark = reason ?? describeMissingWorker(retagging)
  const why = remark ? `\n${cleanText(remark)}` : ''
  return writeText(context.stdout, `Re-tagging ${id} (${name}) is ${state}: ${progress}${why}\n`)
}
