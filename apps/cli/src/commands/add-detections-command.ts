import { readPages } from '@earmark/client'
import { parseS3Url } from '@earmark/storage'
import { createTable, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../context.js'
import { filterByLabelSet } from '../label-set-options.js'
import { idOption, numberOption } from '../parse-options.js'
import { take } from '../take.js'
import { writeCsv } from '../write-csv.js'
import { writeJsonArray } from '../write-json-array.js'

const PAGE_SIZE = 500

type Options = {
  label?: string
  labelSet?: string
  prefix?: string
  batch?: number
  limit?: number
  json?: true
  csv?: true
}

export function addDetectionsCommand(program: Command, context: Context): void {
  program
    .command('detections')
    .description('list where calibrated labels stand out from the background')
    .option('--label <label>', 'only this label')
    .option('--label-set <name>', 'only this label set, name or name@version')
    .option('--prefix <s3-url>', 'only under s3://bucket/prefix')
    .option('--batch <id>', 'only in what this batch tagged', idOption)
    .option('--limit <n>', 'how many (default: all)', numberOption({ min: 1, isWhole: true }))
    .option('--json', 'print a JSON array')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addHelpText('after', '\nExample: npx earmark detections --label thunder --prefix s3://archive')
    .action((options: Options) => showDetections(context, options))
}

async function showDetections(context: Context, options: Options): Promise<void> {
  const { stdout, style, signal } = context
  const { limit, json, csv, labelSet, ...rest } = options
  const filter = { ...rest, ...filterByLabelSet(labelSet) }
  if (filter.prefix !== undefined) parseS3Url(filter.prefix)
  const api = await context.openApi()
  const pages = take(
    readPages((cursor) =>
      api.listDetections(filter, {
        signal,
        limit: Math.min(limit ?? PAGE_SIZE, PAGE_SIZE),
        ...(cursor && { cursor }),
      }),
    ),
    limit,
  )
  if (json) return writeJsonArray(stdout, pages)
  if (csv) return writeCsv(context, pages)
  const table = createTable(
    [
      { title: 'label', maxWidth: 32 },
      { title: 'when', align: 'right' },
      { title: 'similarity', align: 'right' },
      { title: 'above chance', align: 'right' },
      { title: 'object' },
    ],
    style,
  )
  let listed = 0
  for await (const page of pages) {
    listed += page.length
    const rows = page.map(({ label, startS, endS, peakSimilarity, zScore, bucket, key }) => [
      label,
      `${startS.toFixed(1)}–${endS.toFixed(1)} s`,
      peakSimilarity.toFixed(3),
      zScore === null ? '' : `${zScore.toFixed(1)} σ`,
      `s3://${bucket}/${key}`,
    ])
    await writeText(stdout, table.format(rows))
  }
  if (listed === 0) {
    await writeText(
      stdout,
      'Nothing was detected. Label sets have detections once they are calibrated: npx earmark calibrate --help\n',
    )
  }
}
