import { access, constants, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DEFAULT_TEMPLATE, readModel } from '@earmark/core'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { collectLabels, numberOption } from '../../options/parse-options.js'
import { readQuestion, readWindowing } from '../../options/read-question.js'
import { type Classification, classifyAudio } from './classify-audio.js'
import { fetchObject } from './fetch-object.js'
import { formatClassification } from './format-classification.js'

type Options = {
  labels?: string[]
  labelsFile?: string
  template: string
  model?: string
  window?: number
  hop?: number
  json?: true
}

export function addClassifyCommand(program: Command, context: Context): void {
  program
    .command('classify')
    .description('say which labels fit one file or object; needs no server')
    .argument('<file>', 'an audio or video file, or s3://bucket/key')
    .option('-l, --labels <a,b,…>', 'labels, separated by commas (repeatable)', collectLabels)
    .option('--labels-file <file>', 'labels, one a line')
    .option('-t, --template <text>', 'what a label is put into, at {}', DEFAULT_TEMPLATE)
    .option('--model <dir>', 'model folder (default: EARMARK_MODEL, otherwise the embedded model)')
    .option(
      '--window <seconds>',
      "length of a window (default: the model's)",
      numberOption({ min: 1 }),
    )
    .option(
      '--hop <seconds>',
      'from one window to the next (default: one window)',
      numberOption({ min: 0.1 }),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample: npx earmark classify clip.wav --labels "dog,rain" --template "Sound of {}"',
    )
    .action((file: string, options: Options) => classify(context, file, options))
}

async function classify(context: Context, file: string, options: Options): Promise<void> {
  const { stdout, style, signal } = context
  const config = await context.readConfig()
  const model = await readModel(options.model ?? config.modelDir, {
    ...(config.dtype !== undefined && options.model === undefined && { dtype: config.dtype }),
  })
  const question = await readQuestion(model, options)
  const windowing = readWindowing(model, options, { windowS: model.windowSeconds })
  const work = { name: file, signal, ffmpegPath: config.ffmpegPath, ...windowing }

  let classification: Classification
  if (file.startsWith('s3://')) {
    const { bucket, key } = parseObjectUrl(file)
    const storage = await context.openStorage()
    try {
      classification = await fetchObject({ storage }, { bucket, key, signal }, (path) =>
        classifyAudio(question, { ...work, path }),
      )
    } finally {
      storage.close()
    }
  } else {
    const path = resolve(context.cwd, file)
    await checkFile(path)
    classification = await classifyAudio(question, { ...work, path })
  }
  await writeText(
    stdout,
    options.json
      ? `${cleanJson(classification, 2)}\n`
      : formatClassification(file, classification, style),
  )
}

async function checkFile(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) {
    throw new UsageError(`${path} is a folder: classify takes one file. upload and tag take many.`)
  }
  await access(path, constants.R_OK)
}

function parseObjectUrl(url: string): { bucket: string; key: string } {
  const { bucket, key } = parseS3Url(url)
  if (key === '') throw new UsageError(`${url} names a bucket, not an object: s3://bucket/key.`)
  return { bucket, key }
}
