import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { NewLabelSet } from '@earmark/client'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { collect, collectLabels, readLabels } from '../../options/parse-options.js'
import { counted } from '../../output/counted.js'

type Options = {
  labels?: string[]
  labelsFile?: string
  template?: string[]
  background?: string
  presence?: true
  oneAtATime?: true
  file?: string
  json?: true
}

const examples = `
A file has the fields of POST /v1/label-sets, such as
  {"templates": ["Sound of {}", "{}"], "labels": ["dog", {"name": "vacuum cleaner", "synonyms": ["hoover"]},
   {"name": "our train", "examples": [{"object": "s3://archive/line-7.flac", "startS": 20}]}]}

Examples:
  npx earmark label-set create household --labels "dog,rain" --template "Sound of {}" --template "{}"
  npx earmark label-set create household --file household.json`

export function addLabelSetCreateCommand(labelSet: Command, context: Context): void {
  labelSet
    .command('create')
    .description('store a label set; under a name that there is, its next version')
    .argument('<name>', 'what it is called')
    .option('-l, --labels <a,b,…>', 'labels, separated by commas (repeatable)', collectLabels)
    .option('--labels-file <file>', 'labels, one a line')
    .option('-t, --template <text>', 'what a label is put into, at {} (repeatable)', collect)
    .option('--background <text>', 'words for "none of these"')
    .option('--presence', 'each label has a probability of its own, whatever the others have')
    .option('--one-at-a-time', 'of presences: what is right for one label is wrong for the others')
    .addOption(
      new Option(
        '--file <file>',
        'labels with all that they may have, as JSON; - for stdin',
      ).conflicts(['labels', 'labelsFile', 'template', 'background', 'presence', 'oneAtATime']),
    )
    .option('--json', 'print the label set as JSON')
    .addHelpText('after', examples)
    .action((name: string, options: Options) => createLabelSet(context, name, options))
}

async function createLabelSet(context: Context, name: string, options: Options): Promise<void> {
  const { stdout, signal } = context
  const content = await (options.file === undefined
    ? readOptions(options)
    : readContent(context, options.file))
  const api = await context.openApi()
  const set = await api.createLabelSet({ ...content, name }, { signal })
  await writeText(
    stdout,
    options.json
      ? `${cleanJson(set, 2)}\n`
      : `Label set ${set.id} is ${cleanText(`${set.name}@${set.version}`)}, with ${counted(set.labels.length, 'label')}. Ask what was heard with: npx earmark retag ${set.id}\n`,
  )
}

type Content = Omit<NewLabelSet, 'name'>

async function readOptions(options: Options): Promise<Content> {
  const { template: templates, background, presence, oneAtATime } = options
  const labels = await readLabels(options)
  if (labels.length === 0) {
    throw new UsageError('No labels: give --labels, --labels-file or --file.')
  }
  return {
    labels: labels.map((label) => label.trim()),
    ...(templates !== undefined && { templates }),
    ...(background !== undefined && { background }),
    ...(presence && { scoring: 'presence' as const }),
    ...(oneAtATime && { oneAtATime }),
  }
}

async function readContent({ cwd, stdin }: Context, file: string): Promise<Content> {
  const json = file === '-' ? await text(stdin) : await readFile(resolve(cwd, file), 'utf8')
  let value: unknown
  try {
    value = JSON.parse(json.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}.`)
  }
  if (hasLabels(value)) return value
  throw new UsageError(`${file} must have an object with a list of labels.`)
}

/** What a label may have, the API says: it names each field that is wrong. */
function hasLabels(value: unknown): value is Content {
  if (typeof value !== 'object' || value === null || !('labels' in value)) return false
  const { labels } = value
  const isLabel = (one: unknown) =>
    typeof one === 'string' || (typeof one === 'object' && one !== null && !Array.isArray(one))
  return Array.isArray(labels) && labels.every(isLabel)
}
