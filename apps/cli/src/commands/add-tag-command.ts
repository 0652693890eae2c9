import type { BatchRequest, LabelSetChoice } from '@earmark/client'
import { validateLabelSet } from '@earmark/core'
import { parseS3Url } from '@earmark/storage'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../context.js'
import { followBatch } from '../follow-batch.js'
import { collect, collectLabels, numberOption, readLabels } from '../parse-options.js'
import { UsageError } from '../usage-error.js'

type Options = {
  labels?: string[]
  labelsFile?: string
  template?: string
  labelSet?: string[]
  name?: string
  window?: number
  hop?: number
  priority?: number
  keep?: 'all' | number
  watch?: true
  json?: true
}

export function addTagCommand(program: Command, context: Context): void {
  program
    .command('tag')
    .description('tag everything under an S3 prefix: makes a batch')
    .argument('<s3-url>', 's3://bucket/prefix')
    .option('-l, --labels <a,b,…>', 'labels, separated by commas (repeatable)', collectLabels)
    .option('--labels-file <file>', 'labels, one a line')
    .option('-t, --template <text>', 'what a label is put into, at {}')
    .option(
      '--label-set <name>',
      'with labels: the name to keep them under; without: a stored label set, name or name@version (repeatable)',
      collect,
    )
    .option('--name <text>', "the batch's name")
    .option(
      '--window <seconds>',
      "length of a window (default: the model's)",
      numberOption({ min: 1 }),
    )
    .option(
      '--hop <seconds>',
      'from one window to the next (default: one window)',
      numberOption({ min: 0.1 }),
    )
    .option(
      '--priority <n>',
      '1 (last) to 10 (first)',
      numberOption({ min: 1, max: 10, isWhole: true }),
    )
    .option('--keep <k>', 'scores kept per object: all, or the best k labels', keepOption)
    .option('-w, --watch', 'show the progress until all is done')
    .option('--json', 'print the batch as JSON')
    .action((url: string, options: Options) => tag(context, url, options))
}

async function tag(context: Context, url: string, options: Options): Promise<void> {
  parseS3Url(url)
  const request: BatchRequest = {
    source: { prefix: url },
    labelSets: await chooseLabelSets(options),
    ...(options.name !== undefined && { name: options.name }),
    ...(options.window !== undefined && { windowS: options.window }),
    ...(options.hop !== undefined && { hopS: options.hop }),
    ...(options.priority !== undefined && { priority: options.priority }),
    ...(options.keep !== undefined && { keep: options.keep }),
  }
  const api = await context.openApi()
  const { signal, stdout } = context
  const created = await api.createBatch(request, { signal })
  if (!options.watch) {
    const text = options.json
      ? `${cleanJson(created, 2)}\n`
      : `Batch ${created.id} tags ${cleanText(url)}. Follow it with: npx earmark batch watch ${created.id}\n`
    return writeText(stdout, text)
  }
  const batch = await followBatch(context, { api, id: created.id })
  if (options.json) return writeText(stdout, `${cleanJson(batch, 2)}\n`)
  if (batch.counts.done + batch.counts.skipped > 0) {
    await writeText(stdout, `See what was heard with: npx earmark results --batch ${batch.id}\n`)
  }
}

async function chooseLabelSets(options: Options): Promise<LabelSetChoice[]> {
  const names = options.labelSet ?? []
  const labels = await readLabels(options)
  if (labels.length > 0) {
    if (names.length > 1) {
      throw new UsageError(
        `With labels there is one --label-set at most, the name to keep them under; received ${names.length}.`,
      )
    }
    const { template } = options
    const content = validateLabelSet({ labels, ...(template !== undefined && { template }) })
    return [{ ...content, ...(names[0] !== undefined && { name: names[0] }) }]
  }
  if (options.template !== undefined) {
    throw new UsageError('--template goes with --labels: a stored label set has its own.')
  }
  if (names.length === 0) {
    throw new UsageError(
      'No labels: say what to listen for, such as --labels "dog,rain", or name a stored --label-set.',
    )
  }
  return names.map(parseReference)
}

/** `sounds` or `sounds@2`. */
function parseReference(text: string): LabelSetChoice {
  const [, name, version] = /^(.*)@(\d+)$/s.exec(text) ?? []
  return name ? { name, version: Number(version) } : { name: text }
}

function keepOption(text: string): 'all' | number {
  return text === 'all' ? 'all' : numberOption({ min: 1, max: 5000, isWhole: true })(text)
}
