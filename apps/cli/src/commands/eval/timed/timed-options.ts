import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../../../errors/usage-error.js'
import { collectLabels, numberOption } from '../../../options/parse-options.js'
import type { ScoreKind } from './recording.js'

export type TimedOptions = {
  annotations?: string[]
  archive?: string
  labelColumn?: string
  map?: string
  minOverlap?: number
  minConfidence?: number
  labels?: string[]
  labelsFile?: string
  labelSet?: string
  ownLabels?: true
  score?: ScoreKind
  window?: number
  hop?: number
  curves?: string
}

/**
 * A second of CLAP's ten: the shortest last piece of a recording that is heard as a window of its own. What touches a
 * window for less is the edge of a sound that lies in its neighbour.
 */
export const DEFAULT_MIN_OVERLAP = 0.1

const share = numberOption({ min: 0, max: 1 })

/** What `eval` takes for labels with times. */
export function addTimedOptions(command: Command): Command {
  return command
    .option(
      '--annotations <file...>',
      "people's labels: Raven selection tables, Audacity label tracks, BirdNET results, CSV, or folders of them",
    )
    .option('--archive <s3-url>', 'of what the API has heard below it, in place of a folder')
    .option('--label-column <title>', 'the column of the tables that has the labels')
    .option('--map <file>', 'CSV theirs,ours: what their labels are called here; nothing ignores')
    .option(
      '--min-overlap <share>',
      `of a window, that a label must cover to count there (default: ${DEFAULT_MIN_OVERLAP})`,
      share,
    )
    .option('--min-confidence <share>', 'only rows of BirdNET this sure, or surer', share)
    .option('-l, --labels <a,b,…>', 'what to ask for (default: their labels)', collectLabels)
    .option('--labels-file <file>', 'the same, one a line')
    .option('--label-set <name>', 'with --archive: ask for this set, name or name@version')
    .option('--own-labels', 'with --archive: the labels of the classifier that heard it')
    .addOption(
      new Option(
        '--score <kind>',
        'what ranks windows (default: probability; of one label, similarity)',
      ).choices(['probability', 'similarity']),
    )
    .option('--window <seconds>', "length of a window (default: the model's)", secondsOption)
    .option('--hop <seconds>', 'from one window to the next (default: one window)', secondsOption)
    .option('--curves <file>', 'draw precision over recall there (.svg), and a CSV beside it', svg)
}

const secondsOption = numberOption({ min: 0.1 })

function svg(path: string): string {
  if (/\.svg$/i.test(path)) return path
  throw new InvalidArgumentError('It must end in .svg.')
}

/** @throws UsageError where an option says something of what is not asked for */
export function checkTimedOptions(
  folder: string | undefined,
  options: TimedOptions & { labelsFrom: string; fold?: string },
): void {
  const { annotations, archive } = options
  if ((folder === undefined) === (archive === undefined)) {
    throw new UsageError('Name a folder of audio, or --archive s3://bucket/prefix, and not both.')
  }
  if (annotations === undefined) {
    const timed = [
      'archive',
      'labelColumn',
      'map',
      'minOverlap',
      'minConfidence',
      'labels',
    ] as const
    const others = [
      'labelsFile',
      'labelSet',
      'ownLabels',
      'score',
      'window',
      'hop',
      'curves',
    ] as const
    const wrong = [...timed, ...others].find((name) => options[name] !== undefined)
    if (wrong === undefined) return
    throw new UsageError(`${flag(wrong)} goes with --annotations, which names people's labels.`)
  }
  if (options.fold !== undefined || options.labelsFrom !== 'folders') {
    throw new UsageError(
      '--labels-from and --fold say how a folder has its labels: with --annotations, leave them out.',
    )
  }
  const only =
    archive === undefined ? (['labelSet', 'ownLabels'] as const) : (['window', 'hop'] as const)
  const wrong = only.find((name) => options[name] !== undefined)
  if (wrong !== undefined) {
    throw new UsageError(
      archive === undefined
        ? `${flag(wrong)} goes with --archive: a folder is asked by --labels.`
        : `${flag(wrong)} is for audio in a folder: the archive has the windows that it was heard in.`,
    )
  }
  const asked = [options.labels ?? options.labelsFile, options.labelSet, options.ownLabels]
  if (asked.filter((one) => one !== undefined).length > 1) {
    throw new UsageError('Only one of --labels, --label-set and --own-labels may be asked for.')
  }
}

const flag = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
