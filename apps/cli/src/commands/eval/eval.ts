import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  DEFAULT_TEMPLATE,
  EarmarkError,
  type Model,
  readModel,
  validateLabelSet,
} from '@earmark/core'
import {
  type Column,
  cleanJson,
  cleanText,
  createProgress,
  formatCsvRow,
  formatTable,
  writeText,
} from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { exitCodes } from '../../errors/exit-codes.js'
import { UsageError } from '../../errors/usage-error.js'
import type { Question } from '../../options/read-question.js'
import { openClassification } from '../classify/classify-audio.js'
import { drawConfusion } from './draw-confusion.js'
import { type Answer, measureQuality, type Quality } from './measure-quality.js'
import { type Example, readExamples } from './read-examples.js'
import { addTimedOptions, checkTimedOptions, type TimedOptions } from './timed/timed-options.js'

type Options = TimedOptions & {
  labelsFrom: string
  fold?: string
  template: string
  model?: string
  json?: true
  output?: string
}

export function addEvalCommand(program: Command, context: Context): void {
  const command = program
    .command('eval')
    .description('measure how well a model hears what people labelled, by the clip or with times')
    .argument('[folder]', 'labelled audio, such as ESC-50; needs no server')
    .option(
      '--labels-from <place>',
      'folders (one for each label), csv (the list in it), or a list',
      'folders',
    )
    .option('--fold <number>', 'only the rows of this fold')
    .option('-t, --template <text>', 'what a label is put into, at {}', DEFAULT_TEMPLATE)
    .option(
      '--model <dir>',
      'model folder (default: EARMARK_MODEL, otherwise the model in use); with --archive: a name',
    )
  addTimedOptions(command)
    .option('-o, --output <folder>', 'write results.json, confusion.csv and confusion.svg there')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(async (folder: string | undefined, options: Options) => {
      checkTimedOptions(folder, options)
      const { annotations } = options
      if (annotations === undefined) return evaluate(context, folder!, options)
      const { evalWithTimes } = await import('./timed/eval-with-times.js')
      return evalWithTimes(context, folder, { ...options, annotations })
    })
}

const examples = `
Examples:
  npx earmark eval ESC-50 --labels-from csv
  npx earmark eval recordings --annotations tables/*.txt --window 3 --curves curves.svg
  npx earmark eval --archive s3://archive/2026 --annotations labels.csv --map names.csv`

async function evaluate(context: Context, folder: string, options: Options): Promise<void> {
  const { stdout, style, cwd } = context
  const config = await context.readConfig()
  const model = await readModel(options.model ?? config.modelDir, {
    ...(config.dtype !== undefined && options.model === undefined && { dtype: config.dtype }),
  })
  const { examples, unnumbered } = await readExamples(resolve(cwd, folder), options)
  if (unnumbered) {
    const [from, to] = [unnumbered.folder, unnumbered.label].map((text) => JSON.stringify(text))
    const note = `The numbers of folders are no part of their labels: ${from} is asked for as ${to}.`
    context.stderr.write(`${cleanText(note)}\n`)
  }
  const question = toQuestion(model, examples, options.template)
  const labels = question.labelSet === null ? question.model.labels : question.labelSet.labels
  const { answers, failures } = await hearAll(context, question, labels, examples)
  if (answers.length === 0)
    throw new UsageError(
      `None of the ${examples.length} files could be heard: ${failures[0]?.message}`,
    )
  const quality = measureQuality(labels, answers)
  const facts = { model: model.name, revision: model.revision, examples: answers.length, failures }
  const report = { ...facts, ...quality, labels }
  if (options.output !== undefined) await writeReport(resolve(cwd, options.output), report)
  if (failures.length > 0) context.setExitCode(exitCodes.someFailed)
  if (options.json) return writeText(stdout, `${cleanJson(report, 2)}\n`)
  await writeText(stdout, formatQuality(quality, style))
  const head = `accuracy ${quality.accuracy.toFixed(3)}, mAP ${quality.meanAveragePrecision.toFixed(3)}, ${answers.length} files, ${labels.length} labels, ${model.name}`
  await writeText(stdout, `${style.bold(cleanText(head))}\n`)
  for (const { message } of failures) context.stderr.write(`${cleanText(message)}\n`)
}

/** A classifier is asked for its own labels, and must have those of the files. */
function toQuestion(model: Model, examples: Example[], template: string): Question {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  if (model.kind === 'clap') return { model, labelSet: validateLabelSet({ labels, template }) }
  const own = new Set(model.labels.map(plain))
  const strange = labels.filter((label) => !own.has(plain(label)))
  if (strange.length === 0) return { model, labelSet: null }
  throw new UsageError(
    `${model.name} has ${model.labels.length} labels of its own, and none is called ${strange.slice(0, 5).join(', ')}.`,
  )
}

const plain = (label: string) => label.toLowerCase().replaceAll('_', ' ')

async function hearAll(
  { readConfig, stderr, signal }: Context,
  question: Question,
  labels: readonly string[],
  examples: Example[],
): Promise<{ answers: Answer[]; failures: { file: string; message: string }[] }> {
  const places = new Map(labels.map((label, at) => [plain(label), at]))
  const windowS = question.model.windowSeconds
  const { ffmpegPath } = await readConfig()
  const progress = createProgress(stderr)
  const answers: Answer[] = []
  const failures: { file: string; message: string }[] = []
  const classification = await openClassification(question)
  try {
    for (const [at, { path, name, label }] of examples.entries()) {
      progress.show(`${at} of ${examples.length} files heard`)
      const source = { path, name, windowS, hopS: windowS, signal, ffmpegPath }
      try {
        const { clip } = await classification.classify(source)
        const probabilities = labels.map(() => 0)
        for (const score of clip) probabilities[places.get(plain(score.label))!] = score.probability
        answers.push({ name, truth: places.get(plain(label))!, probabilities })
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof EarmarkError)) throw error
        failures.push({ file: name, message: error.message })
      }
    }
    return { answers, failures }
  } finally {
    progress.clear()
    await classification.close()
  }
}

async function writeReport(
  dir: string,
  report: Quality & { model: string; labels: readonly string[] },
): Promise<void> {
  const { labels, confusion, accuracy, model } = report
  const rows = confusion.map((row, at) => formatCsvRow([labels[at], ...row]))
  const title = `${model}: accuracy ${accuracy.toFixed(3)}`
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'results.json'), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(join(dir, 'confusion.csv'), [formatCsvRow(['true', ...labels]), ...rows].join(''))
  await writeFile(join(dir, 'confusion.svg'), drawConfusion(labels, confusion, title))
}

function formatQuality({ classes }: Quality, style: Context['style']): string {
  const columns: Column[] = [
    { title: 'label', maxWidth: 40 },
    { title: 'files', align: 'right' },
    { title: 'recall', align: 'right' },
    { title: 'precision', align: 'right' },
    { title: 'AP', align: 'right' },
  ]
  const show = (number: number | null) => (number === null ? '–' : number.toFixed(3))
  const rows = classes
    .filter(({ examples }) => examples > 0)
    .map(({ label, examples, recall, precision, averagePrecision }) => [
      label,
      String(examples),
      show(recall),
      show(precision),
      show(averagePrecision),
    ])
  return formatTable(columns, rows, style)
}
