import type { NewAnnotation } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import { Argument, type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { parseReference } from '../../options/label-set-options.js'
import { numberOption } from '../../options/parse-options.js'

type Options = {
  labelSet: string
  window?: number
  at?: number
  note?: string
  model?: string
  json?: true
}

export function addAnnotateCommand(program: Command, context: Context): void {
  program
    .command('annotate')
    .description('say whether a label is right for an object, or for a moment of it')
    .argument('<object>', "s3://bucket/key, or the object's number")
    .argument('<label>', "the label's exact words")
    .addArgument(
      new Argument('<verdict>', 'unsure: cannot be told; none takes back what was said').choices([
        'right',
        'wrong',
        'unsure',
        'none',
      ]),
    )
    .requiredOption('--label-set <name>', "the label's set: name, name@version or number")
    .option(
      '--window <n>',
      'about this window of it, counted from 0',
      numberOption({ min: 0, isWhole: true }),
    )
    .addOption(
      new Option('--at <seconds>', 'about the window that this second is in')
        .argParser(numberOption({ min: 0 }))
        .conflicts('window'),
    )
    .option('--note <text>', 'why, or what it is instead')
    .option('--model <name>', 'of what this model said, name or name@revision')
    .option('--json', 'print the annotation as JSON')
    .addHelpText(
      'after',
      '\nExample: npx earmark annotate s3://archive/camping.flac rain wrong --label-set weather --at 20 --note "a waterfall"',
    )
    .action((object: string, label: string, verdict: string, options: Options) =>
      annotate(context, toAnnotation({ object, label, verdict }, options), options),
    )
}

async function annotate(
  { openApi, stdout, signal }: Context,
  annotation: NewAnnotation,
  { json }: Options,
): Promise<void> {
  const api = await openApi()
  const kept = await api.annotate(annotation, { signal })
  if (json) return writeText(stdout, `${cleanJson(kept ?? null, 2)}\n`)
  const label = cleanText(annotation.label)
  await writeText(
    stdout,
    kept
      ? `"${label}" is ${kept.verdict} for ${cleanText(`s3://${kept.bucket}/${kept.key}`)}.\n`
      : `Nothing is said any more of "${label}" there.\n`,
  )
}

function toAnnotation(
  { object, label, verdict }: { object: string; label: string; verdict: string },
  { labelSet, window, at, note, model }: Options,
): NewAnnotation {
  if (!isNumber(object)) parseS3Url(object)
  const { name, version } = parseReference(labelSet)
  return {
    object: isNumber(object) ? Number(object) : object,
    label,
    labelSet: isNumber(labelSet) ? Number(labelSet) : name,
    ...(version !== undefined && { labelSetVersion: version }),
    verdict: verdict === 'none' ? null : (verdict as 'right' | 'wrong' | 'unsure'),
    ...(window !== undefined && { window }),
    ...(at !== undefined && { startS: at }),
    ...(note !== undefined && { note }),
    ...(model !== undefined && { model }),
  }
}

const isNumber = (text: string) => /^\d+$/.test(text)
