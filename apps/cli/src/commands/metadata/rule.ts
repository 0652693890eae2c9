import type { RecordingCounts } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, cleanText, formatTable, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { collect, idOption } from '../../options/parse-options.js'

type Options = {
  pattern?: string[]
  timeZone?: string
  fileTag?: string[]
  json?: true
}

export function addMetadataRuleCommands(metadata: Command, context: Context): void {
  metadata
    .command('rule')
    .description('say how keys name the time of a recording, and which tags become fields')
    .argument('[s3-url]', 'for keys below s3://bucket/prefix; without: for all others')
    .option(
      '--pattern <pattern>',
      'iso (default), audiomoth, song-meter, or such as "{site}/{YYYY}{MM}{DD}_{hh}{mm}{ss}" (repeatable: tried in this order)',
      collect,
    )
    .option('--time-zone <name>', 'of times that name none, such as Europe/Berlin (default: UTC)')
    .option(
      '--file-tag <name>',
      'a tag of the files that becomes a field, * for all (repeatable)',
      collect,
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample: npx earmark metadata rule s3://archive/field --pattern song-meter --time-zone Europe/Berlin',
    )
    .action((url: string | undefined, options: Options) => setRule(context, url, options))
  metadata
    .command('rules')
    .description('list the rules that say how keys name the time of a recording')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark metadata rules')
    .action((options: { json?: true }) => listRules(context, options))
  metadata
    .command('forget-rule')
    .description('forget a rule; what it was for is read by the rule of a shorter prefix')
    .argument('<id>', "the rule's number", idOption)
    .addHelpText('after', '\nExample: npx earmark metadata forget-rule 2')
    .action((id: number) => forgetRule(context, id))
  metadata
    .command('status')
    .description('say of how many objects it is known when they were recorded')
    .argument('[s3-url]', 'only below s3://bucket/prefix')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark metadata status s3://archive/field')
    .action((url: string | undefined, options: { json?: true }) =>
      showStatus(context, url, options),
    )
}

async function setRule(context: Context, url: string | undefined, options: Options): Promise<void> {
  const { stdout, signal } = context
  const { pattern, timeZone, fileTag, json } = options
  if (url !== undefined) parseS3Url(url)
  const api = await context.openApi()
  const answer = await api.setRecordingRule(
    {
      ...(url !== undefined && { prefix: url }),
      ...(pattern && { patterns: pattern }),
      ...(timeZone !== undefined && { timeZone }),
      ...(fileTag && { fileTags: fileTag }),
    },
    { signal },
  )
  if (json) return writeText(stdout, `${cleanJson(answer, 2)}\n`)
  const note = answer.note === null ? '' : `${cleanText(answer.note)}\n`
  await writeText(stdout, `Rule ${answer.rule.id} is set. ${describe(answer.counts)}\n${note}`)
}

async function listRules(context: Context, { json }: { json?: true }): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  const { items } = await api.listRecordingRules({}, { signal })
  if (json) return writeText(stdout, `${cleanJson(items, 2)}\n`)
  const table = formatTable(
    [
      { title: 'rule', align: 'right' },
      { title: 'below', maxWidth: 60, isPath: true },
      { title: 'patterns', maxWidth: 60 },
      { title: 'time zone' },
    ],
    items.map(({ id, prefix, patterns, timeZone }) => [
      String(id),
      prefix ?? 'everything else',
      patterns.join(', '),
      timeZone,
    ]),
    style,
  )
  await writeText(stdout, table)
}

async function forgetRule({ openApi, stdout, signal }: Context, id: number): Promise<void> {
  const api = await openApi()
  await api.deleteRecordingRule({ id }, { signal })
  await writeText(stdout, `Rule ${id} is forgotten.\n`)
}

async function showStatus(
  context: Context,
  url: string | undefined,
  { json }: { json?: true },
): Promise<void> {
  const { stdout, signal } = context
  if (url !== undefined) parseS3Url(url)
  const api = await context.openApi()
  const counts = await api.getRecordingCounts(url === undefined ? {} : { prefix: url }, { signal })
  if (json) return writeText(stdout, `${cleanJson(counts, 2)}\n`)
  const examples = counts.examples.map((example) => `  ${cleanText(example)}\n`).join('')
  const without = examples === '' ? '' : `Without a time, for example:\n${examples}`
  await writeText(stdout, `${describe(counts)}\n${without}`)
}

function describe({
  objects,
  byKey,
  byTags,
  impossible,
  unknown,
  isPending,
}: RecordingCounts): string {
  const count = (n: number) => n.toLocaleString('en')
  const parts = [
    `${count(byKey)} by their keys`,
    `${count(byTags)} by their own tags`,
    ...(impossible > 0 ? [`${count(impossible)} name a date that there is not`] : []),
    `${count(unknown)} unknown`,
  ]
  const pending = isPending ? ' So far: the rest is being read in the background.' : ''
  return `When ${count(objects)} objects were recorded: ${parts.join(', ')}.${pending}`
}
