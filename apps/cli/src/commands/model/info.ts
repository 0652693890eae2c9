import { defaultModelDir } from '@earmark/config'
import { describeFolder, describeModel, type ModelCard } from '@earmark/models'
import { cleanJson, cleanText, type Style, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import {
  type ChoiceOptions,
  dtypeOption,
  isEmbeddedModel,
  modelChoice,
} from '../../options/model-options.js'
import { formatBytes } from '../../output/format-bytes.js'

const SHOWN_LABELS = 20

export function addModelInfoCommand(model: Command, context: Context): void {
  model
    .command('info')
    .description("show a model's card: licence, training data, limits, languages")
    .argument('<name>', 'a model that is here or known by name')
    .addOption(dtypeOption('where it is here in several precisions'))
    .option('--card', "print the authors' card in full")
    .option('--json', 'print JSON')
    .action((name: string, options: InfoOptions) => showCard(context, name, options))
}

type InfoOptions = ChoiceOptions & { card?: true; json?: true }

async function showCard(context: Context, name: string, options: InfoOptions): Promise<void> {
  const { readConfig, stdout, style } = context
  const card = isEmbeddedModel(name)
    ? await describeFolder(defaultModelDir)
    : await describeModel(modelChoice(await readConfig(), name, options))
  if (options.json) return writeText(stdout, `${cleanJson(card, 2)}\n`)
  const text = options.card && card.text !== undefined ? `\n${cleanLines(card.text)}\n` : ''
  await writeText(stdout, formatCard(card, style) + text)
}

function formatCard(card: ModelCard, style: Style): string {
  const { installed } = card
  const windows =
    card.windowSeconds === undefined ? '' : `${card.windowSeconds} s at ${card.sampleRate} Hz`
  const facts: [string, string][] = [
    [
      'kind',
      card.kind === 'clap'
        ? 'CLAP: takes any labels, in words'
        : 'classifier: has labels of its own',
    ],
    ['licence', card.license ?? 'not stated: ask its authors before you use it'],
    ['languages', card.languages.join(', ') || 'not stated'],
    ['windows', windows],
    ['labels', listLabels(card.labels)],
    ['made from', card.checkpoint ?? ''],
    ['data sets', card.datasets.join(', ')],
    [
      'here',
      installed ? `${installed.dir} (${installed.dtype}, ${formatBytes(installed.bytes)})` : '',
    ],
    ['from', installed?.source ?? ''],
    ['revision', installed?.revision ?? ''],
  ]
  const lines = facts
    .filter(([, value]) => value !== '')
    .map(([title, value]) => `  ${title.padEnd(10)}  ${cleanText(value)}\n`)
  const sections = [
    ['Training data', card.trainingData],
    ['Limits', card.limits],
  ].map(
    ([title, text]) => `\n${style.bold(title!)}\n${cleanLines(text || 'The card does not say.')}\n`,
  )
  return `${style.bold(cleanText(card.name))}\n${lines.join('')}${sections.join('')}`
}

function listLabels(labels: string[] | undefined): string {
  if (labels === undefined) return ''
  const more = labels.length > SHOWN_LABELS ? ', …' : ''
  return `${labels.length}: ${labels.slice(0, SHOWN_LABELS).join(', ')}${more}`
}

/** Written by strangers: nothing in it may steer the terminal. */
function cleanLines(text: string): string {
  return text.split(/\r?\n/).map(cleanText).join('\n')
}
