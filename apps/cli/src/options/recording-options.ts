import type { RecordingFilter } from '@earmark/client'
import { type Command, InvalidArgumentError } from 'commander'
import { momentOption } from './filter-options.js'

export type RecordingOptions = {
  recordedFrom?: string
  recordedTo?: string
  field?: string[]
}

/** The options that say when and where what is asked for was recorded. */
export function addRecordingOptions(command: Command): Command {
  return command
    .option(
      '--recorded-from <when>',
      'only recordings that begin then or later: a day (UTC), or 2024-05-01T06:00Z',
      momentOption,
    )
    .option('--recorded-to <when>', 'only recordings that begin before then', momentOption)
    .option(
      '--field <name=value>',
      'only objects with this field, such as site=north (repeatable)',
      fieldOption,
    )
}

export function readRecordingOptions({
  recordedFrom,
  recordedTo,
  field,
}: RecordingOptions): RecordingFilter {
  return {
    ...(recordedFrom !== undefined && { recordedFrom }),
    ...(recordedTo !== undefined && { recordedTo }),
    ...(field !== undefined && { metadata: field }),
  }
}

function fieldOption(text: string, earlier: string[] = []): string[] {
  if (text.indexOf('=') < 1) {
    throw new InvalidArgumentError('It must be a field and its value, such as site=north.')
  }
  return [...earlier, text]
}
