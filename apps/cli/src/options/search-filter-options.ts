import type { SearchFilter } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import type { Command } from 'commander'
import { UsageError } from '../errors/usage-error.js'
import { idOption, numberOption } from './parse-options.js'
import {
  addRecordingOptions,
  type RecordingOptions,
  readRecordingOptions,
} from './recording-options.js'

export type SearchFilterOptions = RecordingOptions & {
  prefix?: string
  batch?: number
  label?: string
  minProbability?: number
  minDuration?: number
  maxDuration?: number
  limit?: number
  model?: string
}

/** The options that say where to search, the same for words and for sounds. */
export function addSearchFilterOptions(command: Command): Command {
  const seconds = numberOption({ min: 0 })
  return addRecordingOptions(command)
    .option('--prefix <s3-url>', 'only under s3://bucket/prefix')
    .option('--batch <id>', 'only in what this batch tagged', idOption)
    .option('--label <label>', 'only what was classified under this label')
    .option('--min-probability <p>', 'with --label: 0 to 1', numberOption({ min: 0, max: 1 }))
    .option('--min-duration <seconds>', 'only objects of this length or longer', seconds)
    .option('--max-duration <seconds>', 'only objects of this length or shorter', seconds)
    .option(
      '--limit <n>',
      'how many objects (default: 10)',
      numberOption({ min: 1, isWhole: true }),
    )
    .option('--model <name>', 'in what this model heard, name or name@revision')
}

export function readSearchFilter(options: SearchFilterOptions): SearchFilter {
  const { prefix, batch, label, minProbability, minDuration, maxDuration, limit, model } = options
  if (prefix !== undefined) parseS3Url(prefix)
  if (minProbability !== undefined && label === undefined) {
    throw new UsageError('--min-probability goes with --label.')
  }
  return {
    ...readRecordingOptions(options),
    ...(prefix !== undefined && { prefix }),
    ...(batch !== undefined && { batch }),
    ...(label !== undefined && { label }),
    ...(minProbability !== undefined && { minProbability }),
    ...(minDuration !== undefined && { minDurationS: minDuration }),
    ...(maxDuration !== undefined && { maxDurationS: maxDuration }),
    ...(limit !== undefined && { limit }),
    ...(model !== undefined && { model }),
  }
}
