import type { BatchRequest } from '@earmark/client'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { followBatch } from '../../follow/follow-batch.js'
import {
  addBatchOptions,
  type BatchOptions,
  readBatchOptions,
} from '../../options/batch-options.js'
import { addFilterOptions } from '../../options/filter-options.js'
import {
  addLabelSetOptions,
  chooseLabelSets,
  type LabelSetOptions,
} from '../../options/label-set-options.js'
import { describeSource } from '../../output/describe-source.js'
import { chooseSource, type SourceOptions } from './choose-source.js'
import { formatEstimate } from './format-estimate.js'

type Options = LabelSetOptions &
  SourceOptions &
  BatchOptions & { name?: string; dryRun?: true; watch?: true; json?: true }

const examples = `
Examples:
  npx earmark tag s3://archive/2026 --labels "dog,rain" --template "Sound of {}" --watch
  npx earmark tag s3://archive --include "*.flac" --min-size 100kB --label-set sounds --dry-run
  npx earmark tag --manifest s3://archive/lists/new.csv.gz --label-set sounds@2 --priority 9`

export function addTagCommand(program: Command, context: Context): void {
  const command = program
    .command('tag')
    .description('tag everything under an S3 prefix, or in a list: makes a batch')
    .argument('[s3-url]', 's3://bucket/prefix')
  addLabelSetOptions(command)
  addFilterOptions(command)
    .option(
      '--manifest <list>',
      'CSV or NDJSON of objects: s3://bucket/key, a file, or - for stdin',
    )
    .addOption(
      new Option(
        '--manifest-format <format>',
        "default: as the manifest's name says, otherwise csv",
      ).choices(['csv', 'ndjson']),
    )
    .option('--inventory <s3-url>', 'the manifest.json of an S3 Inventory in CSV')
    .option('--name <text>', "the batch's name")
  addBatchOptions(command)
    .option('--dry-run', 'count and estimate only; nothing is stored or queued')
    .addOption(new Option('-w, --watch', 'show the progress until all is done').conflicts('dryRun'))
    .option('--json', 'print the batch, or the estimate, as JSON')
    .addHelpText('after', examples)
    .action((url: string | undefined, options: Options) => tag(context, url, options))
}

async function tag(context: Context, url: string | undefined, options: Options): Promise<void> {
  const { signal, stdout } = context
  const request: BatchRequest = {
    source: await chooseSource(context, url, options),
    labelSets: await chooseLabelSets(options),
    ...(await readBatchOptions(context, options)),
    ...(options.name !== undefined && { name: options.name }),
  }
  const api = await context.openApi()
  if (options.dryRun) {
    const estimate = await api.createBatch({ ...request, dryRun: true }, { signal })
    const text = options.json ? `${cleanJson(estimate, 2)}\n` : formatEstimate(estimate)
    return writeText(stdout, text)
  }
  const created = await api.createBatch(request, { signal })
  if (!options.watch) {
    const source = cleanText(describeSource(created.source))
    const text = options.json
      ? `${cleanJson(created, 2)}\n`
      : `Batch ${created.id} tags ${source}. Follow it with: npx earmark batch watch ${created.id}\n`
    return writeText(stdout, text)
  }
  const batch = await followBatch(context, { api, id: created.id })
  if (options.json) return writeText(stdout, `${cleanJson(batch, 2)}\n`)
  if (batch.counts.done + batch.counts.skipped > 0) {
    await writeText(stdout, `See what was heard with: npx earmark results --batch ${batch.id}\n`)
  }
}
