import { DEFAULT_TEMPLATE, readModel } from '@earmark/core'
import { parseInput } from '@earmark/listen'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { collectLabels, numberOption } from '../../options/parse-options.js'
import { readQuestion, readWindowing } from '../../options/read-question.js'
import { listenTo } from './listen-to.js'
import { createReporter } from './report-sound.js'

type Options = {
  input: string
  labels?: string[]
  labelsFile?: string
  background?: string[]
  template: string
  threshold: number
  window?: number
  hop?: number
  model?: string
  ends?: true
  json?: true
}

const WINDOW_S = 5
const HOP_S = 1

export function addListenCommand(program: Command, context: Context): void {
  program
    .command('listen')
    .description('say what sounds, live: at the microphone, a camera or a radio; needs no server')
    .requiredOption(
      '-i, --input <what>',
      'default (the microphone), rtsp://…, http://… or https://…',
    )
    .option('-l, --labels <a,b,…>', 'labels, separated by commas (repeatable)', collectLabels)
    .option('--labels-file <file>', 'labels, one a line')
    .option(
      '--background <a,b,…>',
      'what else may sound: labels are weighed against it, and it is not told of; "" for none (default: some common sounds)',
      (text: string) => text.split(',').filter((label) => label.trim() !== ''),
    )
    .option('-t, --template <text>', 'what a label is put into, at {}', DEFAULT_TEMPLATE)
    .option(
      '--threshold <probability>',
      'from which probability a label is told of',
      numberOption({ min: 0, max: 1 }),
      0.5,
    )
    .option('--model <dir>', 'model folder (default: EARMARK_MODEL, otherwise the embedded model)')
    .option(
      '--window <seconds>',
      `how much sound is heard at once (default: ${WINDOW_S})`,
      numberOption({ min: 1 }),
    )
    .option(
      '--hop <seconds>',
      `from one window to the next (default: ${HOP_S})`,
      numberOption({ min: 0.25, max: 10 }),
    )
    .option('--ends', 'also say when a label has ended, and how sure it was at most')
    .option('--json', 'print a line of JSON for each detection')
    .addHelpText(
      'after',
      `
Detections go to stdout, everything else to stderr. What breaks off is opened again, for ever; Ctrl-C ends it, with 0.

Example: npx earmark listen --input https://radio.example.org/live --labels "siren,dog barking" --json`,
    )
    .action((options: Options) => listen(context, options))
}

async function listen(context: Context, options: Options): Promise<void> {
  const config = await context.readConfig()
  const input = parseInput(options.input, process.platform)
  const model = await readModel(options.model ?? config.modelDir, {
    ...(config.dtype !== undefined && options.model === undefined && { dtype: config.dtype }),
  })
  const question = await readQuestion(model, options)
  const windowing = readWindowing(model, options, { windowS: WINDOW_S, hopS: HOP_S })
  const reporter = createReporter(context, {
    name: input.name,
    showsEnds: options.ends === true,
    isJson: options.json === true,
  })
  const { threshold, background } = options
  await listenTo(context, { input, question, background, windowing, threshold }, reporter)
}
