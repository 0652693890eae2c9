import type { LabelSetChoice } from '@earmark/client'
import { validateLabelSet } from '@earmark/core/validate-label-set'
import type { Command } from 'commander'
import { UsageError } from '../errors/usage-error.js'
import { collect, collectLabels, readLabels } from './parse-options.js'

export type LabelSetOptions = {
  labels?: string[]
  labelsFile?: string
  template?: string
  labelSet?: string[]
  ownLabels?: true
}

/** The options that say what to listen for, the same wherever a command takes label sets. */
export function addLabelSetOptions(command: Command): Command {
  return command
    .option('-l, --labels <a,b,…>', 'labels, separated by commas (repeatable)', collectLabels)
    .option('--labels-file <file>', 'labels, one a line')
    .option('-t, --template <text>', 'what a label is put into, at {}')
    .option(
      '--label-set <name>',
      'with labels: the name to keep them under; without: a stored label set, name or name@version (repeatable)',
      collect,
    )
    .option('--own-labels', 'the labels of the model that the API runs, where it is a classifier')
}

/**
 * The label sets that these options mean.
 *
 * @throws UsageError, or EarmarkError INVALID_LABEL_SET
 */
export async function chooseLabelSets(options: LabelSetOptions): Promise<LabelSetChoice[]> {
  const names = options.labelSet ?? []
  const labels = await readLabels(options)
  if (options.ownLabels) {
    if (names.length === 0 && labels.length === 0) return []
    throw new UsageError('--own-labels are those of the model: leave --labels and --label-set out.')
  }
  if (labels.length > 0) {
    if (names.length > 1) {
      throw new UsageError(
        `With labels there is one --label-set at most, the name to keep them under; received ${names.length}.`,
      )
    }
    const { template } = options
    const content = validateLabelSet({ labels, ...(template !== undefined && { template }) })
    return [{ ...content, ...(names[0] !== undefined && { name: names[0] }) }]
  }
  if (options.template !== undefined) {
    throw new UsageError('--template goes with --labels: a stored label set has its own.')
  }
  if (names.length === 0) {
    throw new UsageError(
      'No labels: say what to listen for, such as --labels "dog,rain", or name a stored --label-set.',
    )
  }
  return names.map(parseReference)
}

/** `sounds` or `sounds@2`. */
export function parseReference(text: string): { name: string; version?: number } {
  const [, name, version] = /^(.*)@(\d+)$/s.exec(text) ?? []
  return name ? { name, version: Number(version) } : { name: text }
}

/** `--label-set sounds@2` of a command that lists rows, as the API's filter. */
export function filterByLabelSet(reference: string | undefined): {
  labelSet?: string
  labelSetVersion?: number
} {
  if (reference === undefined) return {}
  const { name, version } = parseReference(reference)
  return { labelSet: name, ...(version !== undefined && { labelSetVersion: version }) }
}
