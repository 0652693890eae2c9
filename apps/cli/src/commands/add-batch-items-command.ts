import { type ApiClient, type Item, readPages } from '@earmark/client'
import { createTable, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../context.js'
import { idOption, numberOption } from '../parse-options.js'
import { take } from '../take.js'
import { writeJsonArray } from '../write-json-array.js'

const PAGE_SIZE = 500
export const itemStates = ['pending', 'running', 'done', 'skipped', 'failed']

type Options = { state?: string; limit?: number; json?: true }

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
export async function showItems(
  { stdout, style, signal }: Context,
  { api, id, state, limit, json }: ItemsRequest,
): Promise<void> {
  const pages = take(
    readPages((cursor) =>
      api.listItems(id, {
        signal,
        limit: Math.min(limit ?? PAGE_SIZE, PAGE_SIZE),
        ...(state && { state }),
        ...(cursor && { cursor }),
      }),
    ),
    limit,
  )
  if (json) return writeJsonArray(stdout, pages)
  const table = createTable(
    [
      { title: 'item', align: 'right' },
      { title: 'state' },
      { title: 'object', maxWidth: 80 },
      { title: 'code' },
      { title: 'message' },
    ],
    style,
  )
  let listed = 0
  for await (const page of pages) {
    listed += page.length
    await writeText(stdout, table.format(page.map(toRow)))
  }
  if (listed === 0) {
    await writeText(stdout, `Batch ${id} has no ${state ? `${state} ` : ''}items.\n`)
  }
}

type ItemsRequest = {
  api: ApiClient
  id: number
  state?: string | undefined
  limit?: number | undefined
  json?: true | undefined
}

function toRow({ seq, state, bucket, key, code, message }: Item): string[] {
  return [String(seq), state, `s3://${bucket}/${key}`, code ?? '', message ?? '']
}
