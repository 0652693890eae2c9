import { type LabelSetSummary, readPages } from '@earmark/client'
import { cleanJson, formatTable, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { numberOption } from '../../options/parse-options.js'
import { take } from '../../output/take.js'

const PAGE_SIZE = 500

type Options = { name?: string; limit: number; json?: true }

export function addLabelSetLsCommand(labelSet: Command, context: Context): void {
  labelSet
    .command('ls')
    .description('list label sets, all versions, the newest first')
    .option('--name <name>', "only this one's versions")
    .option('--limit <n>', 'how many', numberOption({ min: 1, isWhole: true }), 50)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark label-set ls')
    .action((options: Options) => listLabelSets(context, options))
}

async function listLabelSets(context: Context, { name, limit, json }: Options): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  const sets: LabelSetSummary[] = []
  const pages = readPages((cursor) =>
    api.listLabelSets({ limit: Math.min(limit, PAGE_SIZE), name, cursor }, { signal }),
  )
  for await (const page of take(pages, limit)) sets.push(...page)
  if (json) return writeText(stdout, `${cleanJson(sets, 2)}\n`)
  if (sets.length === 0) return writeText(stdout, 'There are no such label sets.\n')
  const table = formatTable(
    [
      { title: 'number', align: 'right' },
      { title: 'label set', maxWidth: 60 },
      { title: 'labels', align: 'right' },
      { title: 'template', maxWidth: 60 },
    ],
    sets.map((set) => [
      String(set.id),
      `${set.name}@${set.version}`,
      String(set.labelCount),
      set.template,
    ]),
    style,
  )
  await writeText(stdout, table)
}
