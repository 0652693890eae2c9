import type { Result } from '@earmark/client'
import { formatBar } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { numberOption } from '../../options/parse-options.js'
import { addRecordingOptions } from '../../options/recording-options.js'
import { type RowOptions, readRowFilter } from '../../options/row-options.js'
import { listRows } from '../../output/list-rows.js'

const BAR_WIDTH = 10

type Options = RowOptions & { minProbability?: number }

export function addResultsCommand(program: Command, context: Context): void {
  const command = program
    .command('results')
    .description('list what was heard, the surest first')
    .option('--label <label>', 'only this label')
    .option('--min-probability <p>', '0 to 1', numberOption({ min: 0, max: 1 }))
    .option('--prefix <s3-url>', 'only under s3://bucket/prefix')
    .option(
      '--batch <id>',
      'only what this batch asked for',
      numberOption({ min: 1, isWhole: true }),
    )
    .option('--label-set <name>', 'only this label set, name or name@version')
  addRecordingOptions(command)
    .option('--limit <n>', 'how many (default: all)', numberOption({ min: 1, isWhole: true }))
    .option('--json', 'print a JSON array')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addHelpText(
      'after',
      '\nExample: npx earmark results --label rain --min-probability 0.8 --csv > rain.csv',
    )
    .action((options: Options) => showResults(context, options))
}

async function showResults(context: Context, options: Options): Promise<void> {
  const { limit, json, csv } = options
  const filter = readRowFilter(options)
  const api = await context.openApi()
  await listRows(context, {
    readPage: (page, call) => api.listResults({ ...filter, ...page }, call),
    limit,
    json,
    csv,
    columns: [
      { title: 'probability', align: 'right' },
      { title: '', isOrnament: true },
      { title: 'label', maxWidth: 32 },
      { title: 'label set', maxWidth: 24 },
      { title: 'surest at', align: 'right' },
      { title: 'object', isPath: true },
    ],
    toRow: (result) => [
      `${(result.probability * 100).toFixed(1)} %`,
      { text: formatBar(result.probability, BAR_WIDTH), paint: context.style.cyan },
      result.label,
      `${result.labelSet}@${result.labelSetVersion}`,
      formatPeak(result),
      `s3://${result.bucket}/${result.key}`,
    ],
    empty: 'Nothing was found.',
  })
}

function formatPeak({ peakStartS, peakEndS }: Result): string {
  return `${peakStartS.toFixed(1)}–${peakEndS.toFixed(1)} s`
}
