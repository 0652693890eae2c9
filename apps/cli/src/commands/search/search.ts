import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import {
  addSearchFilterOptions,
  readSearchFilter,
  type SearchFilterOptions,
} from '../../options/search-filter-options.js'
import { writeSearchAnswer } from './write-search-answer.js'

type Options = SearchFilterOptions & {
  exact?: true
  rawPrompt?: true
  json?: true
}

export function addSearchCommand(program: Command, context: Context): void {
  const command = program
    .command('search')
    .description('find the moments that sound most like a text')
    .argument('<text>', 'any words')
  addSearchFilterOptions(command)
    .option('--exact', 'compare every window, even where there is an index')
    .option('--raw-prompt', 'take the text as it is, instead of as "This is a sound of …"')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample: npx earmark search "a dog far away" --prefix s3://archive/2026 --limit 20',
    )
    .action((text: string, options: Options) => search(context, text, options))
}

async function search(context: Context, text: string, options: Options): Promise<void> {
  if (text.trim() === '') throw new UsageError('The text to search for is empty.')
  const { exact, rawPrompt } = options
  const query = {
    q: text,
    ...readSearchFilter(options),
    ...(exact && { exact }),
    ...(rawPrompt && { raw: rawPrompt }),
  }
  const api = await context.openApi()
  await writeSearchAnswer(context, await api.search(query, { signal: context.signal }), options)
}
