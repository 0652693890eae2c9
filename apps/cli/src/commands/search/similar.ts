import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { numberOption } from '../../options/parse-options.js'
import {
  addSearchFilterOptions,
  readSearchFilter,
  type SearchFilterOptions,
} from '../../options/search-filter-options.js'
import { findObject } from './find-object.js'
import { writeSearchAnswer } from './write-search-answer.js'

type Options = SearchFilterOptions & { window?: number; json?: true }

export function addSimilarCommand(program: Command, context: Context): void {
  const command = program
    .command('similar')
    .description('find what sounds like an object')
    .argument('<object>', "s3://bucket/key, or the object's number")
  addSearchFilterOptions(command)
    .option(
      '--window <n>',
      'like this window of it, counted from 0, instead of like all of it',
      numberOption({ min: 0, isWhole: true }),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark similar s3://demo/nature/thunder.wav --limit 5')
    .action((object: string, options: Options) => showSimilar(context, object, options))
}

async function showSimilar(context: Context, object: string, options: Options): Promise<void> {
  const { signal } = context
  const { window } = options
  const query = {
    ...readSearchFilter(options),
    ...(window !== undefined && { window }),
  }
  const api = await context.openApi()
  const id = await findObject(api, object, signal)
  await writeSearchAnswer(context, await api.listSimilar({ id, ...query }, { signal }), options)
}
