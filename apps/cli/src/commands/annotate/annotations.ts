import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { filterByLabelSet } from '../../options/label-set-options.js'
import { numberOption } from '../../options/parse-options.js'
import { listRows } from '../../output/list-rows.js'

type Options = { label?: string; labelSet?: string; limit?: number; json?: true; csv?: true }

export function addAnnotationsCommand(program: Command, context: Context): void {
  program
    .command('annotations')
    .description('list what people said of labels')
    .option('--label <label>', 'only of this label')
    .option('--label-set <name>', 'only of this label set, name or name@version')
    .option('--limit <n>', 'how many (default: all)', numberOption({ min: 1, isWhole: true }))
    .option('--json', 'print a JSON array')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addHelpText('after', '\nExample: npx earmark annotations --label rain')
    .action((options: Options) => showAnnotations(context, options))
}

async function showAnnotations(context: Context, options: Options): Promise<void> {
  const { label, labelSet, limit, json, csv } = options
  const filter = { ...(label !== undefined && { label }), ...filterByLabelSet(labelSet) }
  const api = await context.openApi()
  await listRows(context, {
    readPage: (page, call) => api.listAnnotations({ ...filter, ...page }, call),
    limit,
    json,
    csv,
    columns: [
      { title: 'verdict' },
      { title: 'label', maxWidth: 32 },
      { title: 'label set', maxWidth: 24 },
      { title: 'window', align: 'right' },
      { title: 'object', maxWidth: 80, isPath: true },
      { title: 'said by', maxWidth: 24 },
      { title: 'when' },
      { title: 'note', isText: true },
    ],
    toRow: (one) => [
      one.verdict,
      one.label,
      `${one.labelSet}@${one.labelSetVersion}`,
      one.window === null ? '' : String(one.window),
      `s3://${one.bucket}/${one.key}`,
      one.saidBy,
      one.annotatedAt.slice(0, 16).replace('T', ' '),
      one.note ?? '',
    ],
    empty:
      Object.keys(filter).length === 0
        ? 'Nobody has said anything yet.'
        : 'Nobody has said anything of this yet.',
  })
}
