import type { ApiClient, LabelSetReference } from '@earmark/client'
import { validateLabelSet } from '@earmark/core/validate-label-set'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { followRetagging } from '../../follow/follow-retagging.js'
import { collectLabels, idOption, keepOption, readLabels } from '../../options/parse-options.js'
import { findLabelSet } from '../label-set/find-label-set.js'

type Options = {
  labels?: string[]
  labelsFile?: string
  template?: string
  name?: string
  prefix?: string
  batch?: number
  model?: string
  keep?: 'all' | number
  watch?: true
  json?: true
}

const examples = `
Examples:
  npx earmark retag sounds@2 --prefix s3://archive/2026 --watch
  npx earmark retag --labels "glass,water,metal" --template "Sound of {}" --name materials --watch`

export function addRetagCommand(program: Command, context: Context): void {
  program
    .command('retag')
    .description('score what was heard under other labels, without decoding it again')
    .argument('[label-set]', 'a stored one: name, name@version or number')
    .option('-l, --labels <a,b,…>', 'new labels instead, separated by commas', collectLabels)
    .option('--labels-file <file>', 'new labels, one a line')
    .option('-t, --template <text>', 'what a new label is put into, at {}')
    .option('--name <name>', 'the name to keep new labels under (default: the labels)')
    .option('--prefix <s3-url>', 'only what is under s3://bucket/prefix')
    .addOption(
      new Option('--batch <id>', 'only what this batch tagged')
        .argParser(idOption)
        .conflicts('prefix'),
    )
    .option('--model <name>', 'of this model, name or name@revision (default: that of the API)')
    .option('--keep <k>', 'scores kept per object: all, or the best k labels', keepOption)
    .option('-w, --watch', 'show the progress until all is done')
    .option('--json', 'print the re-tagging as JSON')
    .addHelpText('after', examples)
    .action((labelSet: string | undefined, options: Options) => retag(context, labelSet, options))
}

async function retag(
  context: Context,
  reference: string | undefined,
  options: Options,
): Promise<void> {
  const { stdout, signal } = context
  const { prefix, batch, model, keep } = options
  if (prefix !== undefined) parseS3Url(prefix)
  const choose = await readChoice(reference, options)
  const api = await context.openApi()
  const labelSet = await choose(api, signal)
  const scope = {
    ...(prefix !== undefined && { prefix }),
    ...(batch !== undefined && { batch }),
    ...(model !== undefined && { model }),
    ...(keep !== undefined && { keep }),
  }
  const started = await api.applyLabelSet({ id: labelSet.id, ...scope }, { signal })
  const { id } = started
  const retagging = options.watch
    ? await followRetagging(context, { id, read: () => api.getRetagging({ id }, { signal }) })
    : started
  if (options.json) return writeText(stdout, `${cleanJson(retagging, 2)}\n`)
  const name = cleanText(labelSet.name)
  await writeText(
    stdout,
    options.watch
      ? `See what was heard with: npx earmark results --label-set ${JSON.stringify(name)}\n`
      : `Re-tagging ${id} scores ${retagging.counts.hearings.toLocaleString('en')} hearings under ${name}@${labelSet.version}. Follow it with: npx earmark retagging watch ${id}\n`,
  )
}

type Choose = (api: ApiClient, signal: AbortSignal) => Promise<LabelSetReference>

/** What is wrong with the options is said before anything is asked of the API. */
async function readChoice(reference: string | undefined, options: Options): Promise<Choose> {
  const { template, name } = options
  const labels = await readLabels(options)
  if (reference !== undefined) {
    if (labels.length > 0 || template !== undefined || name !== undefined) {
      throw new UsageError(
        'Name a stored label set, or give new --labels with --template and --name; not both.',
      )
    }
    return (api, signal) => findLabelSet(api, reference, signal)
  }
  if (labels.length === 0) {
    throw new UsageError(
      'No labels: name a stored label set, or say what to listen for, such as --labels "dog,rain".',
    )
  }
  const content = validateLabelSet({ labels, ...(template !== undefined && { template }) })
  return (api, signal) =>
    api.createLabelSet({ ...content, name: name ?? nameOf(content.labels) }, { signal })
}

const MAX_NAME_CHARACTERS = 60

/** As the API names label sets that came with a batch. */
function nameOf(labels: string[]): string {
  const name = labels.join(', ')
  return name.length <= MAX_NAME_CHARACTERS ? name : `${name.slice(0, MAX_NAME_CHARACTERS - 1)}…`
}
