import type { ApiClient, Item } from '@earmark/client'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { idOption, numberOption } from '../../options/parse-options.js'
import { listRows } from '../../output/list-rows.js'

export const itemStates = [
  'pending',
  'running',
  'done',
  'skipped',
  'failed',
] as const satisfies Item['state'][]

type Options = { state?: Item['state']; limit?: number; json?: true }

export function addBatchItemsCommand(batch: Command, context: Context): void {
  batch
    .command('items')
    .description("list a batch's objects")
    .argument('<id>', "the batch's number", idOption)
    .addOption(new Option('--state <state>', 'only those of this state').choices(itemStates))
    .option('--limit <n>', 'how many (default: all)', numberOption({ min: 1, isWhole: true }))
    .option('--json', 'print a JSON array')
    .addHelpText('after', '\nExample: npx earmark batch items 7 --state failed')
    .action(async (id: number, options: Options) =>
      showItems(context, { api: await context.openApi(), id, ...options }),
    )
}

/** Prints a batch's items as a table or as JSON, a page at a time. */
export function showItems(
  context: Context,
  { api, id, state, limit, json }: ItemsRequest,
): Promise<void> {
  return listRows(context, {
    readPage: (page, call) => api.listItems({ id, state, ...page }, call),
    limit,
    json,
    columns: [
      { title: 'item', align: 'right' },
      { title: 'state' },
      { title: 'object', maxWidth: 80, isPath: true },
      { title: 'code' },
      { title: 'message', isText: true },
    ],
    toRow,
    empty: `Batch ${id} has no ${state ? `${state} ` : ''}items.`,
  })
}

type ItemsRequest = {
  api: ApiClient
  id: number
  state?: Item['state'] | undefined
  limit?: number | undefined
  json?: true | undefined
}

function toRow({ seq, state, bucket, key, code, message }: Item): string[] {
  return [String(seq), state, `s3://${bucket}/${key}`, code ?? '', message ?? '']
}
