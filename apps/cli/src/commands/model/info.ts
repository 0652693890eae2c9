import { defaultModelDir } from '@earmark/config'
import { readModel } from '@earmark/core'
import { findPreparation, hasVnni, type Preparation } from '@earmark/inference'
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
  const preparation = await preparationOf(card)
  if (options.json) return writeText(stdout, `${cleanJson({ ...card, preparation }, 2)}\n`)
  const text = options.card && card.text !== undefined ? `\n${cleanLines(card.text)}\n` : ''
  await writeText(stdout, formatCard(card, preparation, style) + text)
}

async function preparationOf({ installed }: ModelCard): Promise<Preparation | undefined> {
  if (!installed || installed.problem !== undefined) return undefined
  return findPreparation(await readModel(installed.dir, { dtype: installed.dtype }))
}

function describePreparation(preparation: Preparation | undefined): string {
  if (preparation?.type === 'prepared') return 'yes, for one window at a time on a CPU'
  return preparation ? `no: ${preparation.reason}` : ''
}

/** By what docs/models.md says was measured. */
function adviseDtype(): string {
  const hasIt = hasVnni()
  if (hasIt === null) return 'q8 by a few percent, or more where the processor has VNNI'
  if (hasIt)
    return 'q8: this machine has instructions for it (VNNI), a quarter more windows a second'
  return 'fp32 and q8 are much alike: this machine has no instructions for q8 (VNNI)'
}

function formatCard(card: ModelCard, preparation: Preparation | undefined, style: Style): string {
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
    ['prepared', describePreparation(preparation)],
    ['faster', preparation ? adviseDtype() : ''],
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
