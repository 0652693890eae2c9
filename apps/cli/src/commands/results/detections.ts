import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { idOption, numberOption } from '../../options/parse-options.js'
import { addRecordingOptions } from '../../options/recording-options.js'
import { type RowOptions, readRowFilter } from '../../options/row-options.js'
import { listRows } from '../../output/list-rows.js'

export function addDetectionsCommand(program: Command, context: Context): void {
  const command = program
    .command('detections')
    .description('list where calibrated labels stand out from the background')
    .option('--label <label>', 'only this label')
    .option('--label-set <name>', 'only this label set, name or name@version')
    .option('--prefix <s3-url>', 'only under s3://bucket/prefix')
    .option('--batch <id>', 'only in what this batch tagged', idOption)
  addRecordingOptions(command)
    .option('--limit <n>', 'how many (default: all)', numberOption({ min: 1, isWhole: true }))
    .option('--json', 'print a JSON array')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addHelpText('after', '\nExample: npx earmark detections --label thunder --prefix s3://archive')
    .action((options: RowOptions) => showDetections(context, options))
}

async function showDetections(context: Context, options: RowOptions): Promise<void> {
  const { limit, json, csv } = options
  const filter = readRowFilter(options)
  const api = await context.openApi()
  await listRows(context, {
    readPage: (page, call) => api.listDetections({ ...filter, ...page }, call),
    limit,
    json,
    csv,
    columns: [
      { title: 'label', maxWidth: 32 },
      { title: 'label set', maxWidth: 24 },
      { title: 'when', align: 'right' },
      { title: 'similarity', align: 'right' },
      { title: 'above chance', align: 'right' },
      { title: 'object', isPath: true },
    ],
    toRow: (one) => [
      one.label,
      `${one.labelSet}@${one.labelSetVersion}`,
      `${one.startS.toFixed(1)}–${one.endS.toFixed(1)} s`,
      one.peakSimilarity.toFixed(3),
      one.zScore === null ? '' : `${one.zScore.toFixed(1)} σ`,
      `s3://${one.bucket}/${one.key}`,
    ],
    empty: 'Nothing was detected.',
  })
}
