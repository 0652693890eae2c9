import { followState, type SearchIndex } from '@earmark/client'
import { cleanJson, cleanText, createProgress, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { exitCodes } from '../../errors/exit-codes.js'
import { inOwnWords } from '../../errors/in-own-words.js'
import { numberOption } from '../../options/parse-options.js'
import { formatBytes } from '../../output/format-bytes.js'

type Options = { model?: string; json?: true }
type BuildOptions = Options & { force?: true; memory?: number; watch?: true }

const MODEL = ['--model <name>', 'of this model (default: that of the API)'] as const

export function addIndexCommand(program: Command, context: Context): void {
  const index = program
    .command('index')
    .description('the index that makes search fast in large archives')
  index
    .command('status')
    .description('say whether there is one')
    .option(...MODEL)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark index status')
    .action(async (options: Options) => {
      const api = await context.openApi()
      const { model } = options
      await tell(context, await api.getSearchIndex({ model }, { signal: context.signal }), options)
    })
  index
    .command('build')
    .description('build it beside running work, best after a bulk load; search is exact until then')
    .option(...MODEL)
    .option('--force', 'also where there is so little that it is not needed')
    .addOption(
      new Option(
        '--memory <GB>',
        "for the build, on Postgres's machine: 1.9 GB for each million windows, or it takes many times longer (default: that, up to 8)",
      ).argParser(numberOption({ min: 0.1, max: 2000 })),
    )
    .option('-w, --watch', 'wait until it is built')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark index build --watch')
    .action((options: BuildOptions) => build(context, options))
  index
    .command('drop')
    .description('remove it, such as before a bulk load')
    .option(...MODEL)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark index drop')
    .action(async (options: Options) => {
      const api = await context.openApi()
      const { model } = options
      await tell(context, await api.dropSearchIndex({ model }, { signal: context.signal }), options)
    })
}

async function build(context: Context, options: BuildOptions): Promise<void> {
  const { stderr, signal } = context
  const { model, force = false, memory: memoryGb, watch } = options
  const api = await context.openApi()
  const begun = await api.buildSearchIndex({ force, model, memoryGb }, { signal })
  if (!watch) return tell(context, begun, options)
  const progress = createProgress(stderr)
  const isOver = ({ state }: SearchIndex) => state !== 'building'
  const built = await followState(() => api.getSearchIndex({ model }, { signal }), isOver, {
    signal,
    onState: (state) => progress.show(describe(state)),
  })
  progress.clear()
  if (built.state === 'broken') context.setExitCode(exitCodes.error)
  await tell(context, built, options)
}

function tell({ stdout }: Context, index: SearchIndex, { json }: Options): Promise<void> {
  return writeText(stdout, json ? `${cleanJson(index, 2)}\n` : `${describe(index)}\n`)
}

const sentences: Record<string, string> = {
  none: 'There is no search index: every window is compared',
  building: 'The search index is being built',
  ready: 'The search index is ready',
  broken: 'The search index is broken: build it again',
}

function describe({ state, windows, sizeBytes, progress, note }: SearchIndex): string {
  const parts = [
    sentences[state] ?? `The search index is ${state}`,
    `${windows.toLocaleString('en')} windows`,
    ...(sizeBytes > 0 ? [formatBytes(sizeBytes)] : []),
    ...(typeof progress === 'number' ? [`${Math.floor(progress * 100)} %`] : []),
  ]
  return `${parts.join(', ')}.${note ? ` ${cleanText(inOwnWords(note))}` : ''}`
}
